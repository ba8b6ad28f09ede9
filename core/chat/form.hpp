#pragma once

#include "core/chat/message.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace goodturn::chat {

enum class FieldKind { line, paragraph, person, choice };

struct Field {
    std::string name;   ///< the key of its value when the form comes back
    std::string label;  ///< a question that also stands alone: where there are no forms it is asked in the chat
    FieldKind kind = FieldKind::line;
    std::string initial;          ///< a person's field: the account id
    std::vector<Option> options;  ///< for FieldKind::choice
    bool required = true;
    std::size_t max = 1000;  ///< in code points
    bool operator==(const Field&) const = default;
};

struct Form {
    std::string token;  ///< comes back with the values; opaque to adapters, at most 3,000 characters, no secret
    std::string title;
    std::vector<Field> fields;
    std::string submit;  ///< the label of the button that sends it
    bool operator==(const Form&) const = default;
};

}  // namespace goodturn::chat
