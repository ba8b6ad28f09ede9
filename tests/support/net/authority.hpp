#pragma once

#include <filesystem>
#include <string>

namespace goodturn::net {

struct Certificate {
    std::string chain;  ///< PEM
    std::string key;    ///< PEM
};

/// A certificate authority of the tests' own, made anew each time.
class Authority {
public:
    Authority();
    ~Authority();
    Authority(const Authority&) = delete;
    Authority& operator=(const Authority&) = delete;

    /// Its certificate, for those who shall trust it. The file goes away with the authority.
    [[nodiscard]] const std::filesystem::path& file() const { return file_; }

    /// `names` as OpenSSL writes them: "DNS:localhost,IP:127.0.0.1". Valid from two days before now to `days` from now.
    [[nodiscard]] Certificate issue(const std::string& names, int days = 2) const;

private:
    Certificate own_;
    std::filesystem::path file_;
};

}  // namespace goodturn::net
