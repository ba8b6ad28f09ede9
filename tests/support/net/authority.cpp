#include "tests/support/net/authority.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <fstream>
#include <memory>
#include <random>
#include <stdexcept>

namespace goodturn::net {
namespace {

template <auto free_it>
struct Free {
    template <class T>
    void operator()(T* thing) const {
        free_it(thing);
    }
};
using Key = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;
using Cert = std::unique_ptr<X509, Free<X509_free>>;
using Memory = std::unique_ptr<BIO, Free<BIO_free_all>>;

void check(bool good) {
    if (!good) throw std::runtime_error("OpenSSL can't make a certificate");
}

std::string text_of(BIO* memory) {
    const char* data = nullptr;
    const long size = BIO_ctrl(memory, BIO_CTRL_INFO, 0, &data);
    return {data, static_cast<std::size_t>(size)};
}

Certificate written(X509* certificate, EVP_PKEY* key) {
    const Memory chain(BIO_new(BIO_s_mem()));
    const Memory secret(BIO_new(BIO_s_mem()));
    check(PEM_write_bio_X509(chain.get(), certificate) == 1);
    check(PEM_write_bio_PrivateKey(secret.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1);
    return {text_of(chain.get()), text_of(secret.get())};
}

void extend(X509* certificate, X509* issuer, int what, const std::string& value) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, what, value.c_str());
    check(extension != nullptr);
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
}

Cert begun(EVP_PKEY* key, const std::string& name, int days) {
    Cert certificate(X509_new());
    check(certificate != nullptr);
    X509_set_version(certificate.get(), 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), static_cast<long>(std::random_device()()));
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -2L * 86'400);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), days * 86'400L);
    X509_set_pubkey(certificate.get(), key);
    X509_NAME* subject = X509_get_subject_name(certificate.get());
    check(X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(name.c_str()),
                                     -1, -1, 0) == 1);
    return certificate;
}

}  // namespace

Authority::Authority() {
    const Key key(EVP_EC_gen("P-256"));
    check(key != nullptr);
    const auto certificate = begun(key.get(), "an authority for tests " + std::to_string(std::random_device()()), 2);
    X509_set_issuer_name(certificate.get(), X509_get_subject_name(certificate.get()));
    extend(certificate.get(), certificate.get(), NID_basic_constraints, "critical,CA:TRUE");
    extend(certificate.get(), certificate.get(), NID_key_usage, "critical,keyCertSign");
    check(X509_sign(certificate.get(), key.get(), EVP_sha256()) != 0);
    own_ = written(certificate.get(), key.get());

    std::string name = std::filesystem::temp_directory_path() / "goodturn-authority-XXXXXX";
    const int handle = mkstemp(name.data());
    check(handle >= 0);
    close(handle);
    file_ = name;
    std::ofstream(file_) << own_.chain;
}

Authority::~Authority() {
    std::error_code ignored;
    std::filesystem::remove(file_, ignored);
}

Certificate Authority::issue(const std::string& names, int days) const {
    const Memory secret(BIO_new_mem_buf(own_.key.data(), -1));
    const Memory chain(BIO_new_mem_buf(own_.chain.data(), -1));
    const Key issuer_key(PEM_read_bio_PrivateKey(secret.get(), nullptr, nullptr, nullptr));
    const Cert issuer(PEM_read_bio_X509(chain.get(), nullptr, nullptr, nullptr));
    const Key key(EVP_EC_gen("P-256"));
    check(issuer_key && issuer && key);
    const auto certificate = begun(key.get(), "a server for tests", days);
    X509_set_issuer_name(certificate.get(), X509_get_subject_name(issuer.get()));
    extend(certificate.get(), issuer.get(), NID_subject_alt_name, names);
    check(X509_sign(certificate.get(), issuer_key.get(), EVP_sha256()) != 0);
    return written(certificate.get(), key.get());
}

}  // namespace goodturn::net
