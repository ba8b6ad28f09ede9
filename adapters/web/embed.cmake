# Writes OUT, a C++ file that holds FILES as bytes: the definition of goodturn::web::page_files().
set(arrays "")
set(entries "")
set(number 0)
foreach(file IN LISTS FILES)
  file(READ "${file}" bytes HEX)
  string(REGEX REPLACE "(..)" "0x\\1," bytes "${bytes}")
  get_filename_component(name "${file}" NAME)
  string(APPEND arrays "constexpr unsigned char file_${number}[] = {${bytes}0};\n")
  string(APPEND entries "    {\"${name}\", {reinterpret_cast<const char*>(file_${number}), sizeof(file_${number}) - 1}},\n")
  math(EXPR number "${number} + 1")
endforeach()
file(WRITE "${OUT}" "#include \"adapters/web/page_files.hpp\"

namespace goodturn::web {
namespace {
${arrays}}  // namespace

std::span<const PageFile> page_files() {
    static const std::array<PageFile, ${number}> files{{
${entries}    }};
    return files;
}

}  // namespace goodturn::web
")
