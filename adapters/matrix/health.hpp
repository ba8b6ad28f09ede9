#pragma once

#include "adapters/matrix/problem.hpp"
#include "adapters/matrix/turns.hpp"

#include <string>
#include <utility>

namespace goodturn::matrix {

/// How the account gets on with its server, for `goodturn check`. Without I/O.
class Health {
public:
    explicit Health(Moment start) : heard_(start) {}

    /// What nothing is heard meanwhile for: a first answer, with all rooms in it, takes long, and nothing more is asked
    /// for before what came is stored.
    enum class Doing { asking, coming_in, storing };
    /// What it did before.
    Doing does(Doing what) { return std::exchange(doing_, what); }
    /// The server takes the token, and all is known that it had to tell.
    void heard(Moment now);
    void failed(const Problem& problem, Moment now);
    /// After the last failure the account is not used until an operator mends something.
    void shut() { shut_ = true; }

    /// What is wrong and how to mend it, behind the account's name; empty: nothing is.
    [[nodiscard]] std::string trouble(Moment now, const std::string& homeserver) const;
    /// "connected, last heard 3 s ago".
    [[nodiscard]] std::string standing(Moment now) const;

private:
    Moment heard_;
    bool connected_ = false;
    bool shut_ = false;
    int failures_ = 0;  ///< in a row
    Problem last_{};    ///< of these
    Moment failed_{};   ///< when that was
    Doing doing_ = Doing::asking;
};

}  // namespace goodturn::matrix
