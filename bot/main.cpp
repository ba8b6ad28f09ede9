#include "bot/cli.hpp"

int main(int argc, char** argv) {
    return goodturn::bot::main(argc, argv);
}
