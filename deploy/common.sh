# shellcheck shell=bash
# What deploy/run and tests/run share. Both set $root, the repository's folder, before they source it.
# shellcheck disable=SC2154

# Installs what is missing of the packages that the files list; without a word if nothing is. A program of the package's
# name on the path counts too: it may have come from elsewhere.
install_packages() {
    local package wanted=() installed missing=() as_root=()
    mapfile -t wanted < <(sed 's/#.*//' "$@" | xargs -n 1)
    installed=$(dpkg-query --show --showformat '${db:Status-Status} ${Package}\n' "${wanted[@]}" 2>/dev/null || true)
    for package in "${wanted[@]}"; do
        if ! grep -qx "installed $package" <<<"$installed" && ! command -v "$package" >/dev/null; then
            missing+=("$package")
        fi
    done
    if [ "${#missing[@]}" -eq 0 ]; then return; fi

    echo "Goodturn is built from its source with Debian's compiler and libraries. These packages are missing:"
    echo "    ${missing[*]}"
    if ! command -v apt-get >/dev/null; then
        echo "There is no apt here to install them with: it takes Debian 12, or these by another way." >&2
        exit 1
    fi
    if [ "$(id -u)" -ne 0 ]; then
        if ! command -v sudo >/dev/null; then
            echo "Installing them takes root, and there is no sudo. As root: apt-get install ${missing[*]}" >&2
            exit 1
        fi
        as_root=(sudo)
        echo "Installing them with apt; sudo may ask for your password."
    fi
    "${as_root[@]}" apt-get update
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends "${missing[@]}"
}

# How many compilers at once: one a core, but some units take up to 3 GB each.
jobs_for_this_machine() {
    local cores fitting
    cores=$(nproc)
    fitting=$(awk '/^MemAvailable:/ {print int($2 / 3000000)}' /proc/meminfo)
    if [ "$fitting" -lt 1 ]; then fitting=1; fi
    echo $((cores < fitting ? cores : fitting))
}

# build PRESET [arguments of cmake --build]. Configures once; later builds notice by themselves when that is due again.
build() (
    preset=$1
    shift
    cd "$root" || exit
    if [ ! -f "build/$preset/build.ninja" ]; then cmake --preset "$preset"; fi
    cmake --build --preset "$preset" --parallel "$(jobs_for_this_machine)" "$@"
)
