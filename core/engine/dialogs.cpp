#include "core/engine/dialogs.hpp"

#include "core/chat/json.hpp"
#include "core/engine/instants.hpp"
#include "core/engine/texts.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <utility>

namespace goodturn::engine {
namespace {

constexpr std::string_view purpose = "dialog";
constexpr auto open_for = std::chrono::minutes(30);

struct Dialog {
    std::string form;
    std::string args;
    std::size_t field = 0;  ///< of asked()
    Values answers;
};

/// The fields to ask for: those with nothing in them yet; all of them if the form came filled, as for editing.
std::vector<const chat::Field*> asked(const chat::Form& form) {
    std::vector<const chat::Field*> fields;
    for (const auto& field : form.fields) {
        if (field.initial.empty()) fields.push_back(&field);
    }
    if (fields.empty()) {
        for (const auto& field : form.fields) fields.push_back(&field);
    }
    return fields;
}

std::string answers_to_text(const Values& answers) {
    nlohmann::json json = nlohmann::json::object();
    for (const auto& [name, line] : answers) json[name] = chat::to_json(to_words(line));
    return json.dump();
}

Values answers_from_text(const std::string& text) {
    Values answers;
    const auto json = nlohmann::json::parse(text, nullptr, false);
    for (const auto& [name, words] : json.items()) {
        if (auto read = chat::words_from_json(words.get<std::string>())) answers[name] = tidy(*read);
    }
    return answers;
}

void save(Happening& turn, const Dialog& dialog) {
    auto& m = turn.machinery();
    const std::string args = m.seal.seal(dialog.args, purpose);
    const std::string answers = m.seal.seal(answers_to_text(dialog.answers), purpose);
    m.db.run(
        R"sql(INSERT INTO dialog (id, person_id, form, args, field, answers, expires) VALUES ($1, $2, $3, $4, $5, $6, $7)
              ON CONFLICT (person_id) DO UPDATE SET form = excluded.form, args = excluded.args, field = excluded.field,
                  answers = excluded.answers, expires = excluded.expires)sql",
        {m.db.new_id(), raw(turn.actor()), dialog.form, args, static_cast<std::int64_t>(dialog.field), answers,
         millis(turn.now() + open_for)});
}

/// A line from before the question, as after an outage, is not its answer.
std::optional<Dialog> load(Happening& turn) {
    auto& m = turn.machinery();
    auto row = m.db.query(
        R"sql(SELECT form, args, field, answers, expires FROM dialog WHERE person_id = $1 AND expires > $2)sql",
        {raw(turn.actor()), millis(turn.now())});
    if (!row.next() || turn.before(instant(row.integer(4)) - open_for)) return std::nullopt;
    return Dialog{row.text(0), m.seal.open(row.text(1), purpose), static_cast<std::size_t>(row.integer(2)),
                  answers_from_text(m.seal.open(row.text(3), purpose))};
}

void ask_field(Happening& turn, const chat::Field& field, const Text* error = nullptr) {
    chat::Message question;
    if (error != nullptr)
        question.blocks.emplace_back(paragraph(*error, {{"max", static_cast<std::int64_t>(field.max)}}));
    question.blocks.emplace_back(chat::Paragraph{{chat::Plain{field.label}}});
    int number = 0;
    for (const auto& option : field.options) {
        question.blocks.emplace_back(
            paragraph(texts::numbered, {{"number", std::int64_t{++number}}, {"text", option.label}}));
    }
    if (!field.initial.empty() && field.kind != chat::FieldKind::choice) {
        question.blocks.emplace_back(note(texts::field_current, {{"value", chat::Span(chat::Quoted{field.initial})}}));
    }
    turn.say(turn.own_chat(), std::move(question));
}

const chat::Option* chosen(const chat::Field& field, const Line& line) {
    const std::string typed = folded(line.text);
    std::size_t number = 0;
    const auto [end, error] = std::from_chars(typed.data(), typed.data() + typed.size(), number);
    if (error == std::errc() && end == typed.data() + typed.size() && number >= 1 && number <= field.options.size()) {
        return &field.options[number - 1];
    }
    for (const auto& option : field.options) {
        if (folded(option.label) == typed || option.value == line.text) return &option;
    }
    return nullptr;
}

/// Without a label where nobody said what they are called: what stands for a name is none.
Line naming(Happening& turn, const chat::AccountId& account, PersonId person) {
    return tidy(chat::Words{chat::Named{account, turn.people().get(person).label()}});
}

/// The typed answer as the form would have sent it; an error text if it can't be.
std::expected<Line, const Text*> read_answer(Happening& turn, const chat::Field& field, const Line& line) {
    if (length(line.text) > field.max) return std::unexpected(&texts::field_too_long);
    if (field.kind == chat::FieldKind::choice) {
        if (const auto* option = chosen(field, line)) return Line{option->value, {}};
        return std::unexpected(&texts::field_choice_unknown);
    }
    if (field.kind != chat::FieldKind::person) return line;
    Scanner words(line);
    const auto person = words.person(turn.directory());
    if (!person || !person->has_value()) return std::unexpected(&texts::field_person_unknown);
    if (!words.at_end()) return std::unexpected(&texts::field_one_person);
    const auto account = turn.people().account((*person)->person, turn.where().id);
    if (!account) return std::unexpected(&texts::field_person_unknown);
    return naming(turn, *account, (*person)->person);
}

/// What the form holds before anybody types: the initial values.
Values initial_values(Happening& turn, const chat::Form& form) {
    Values values;
    for (const auto& field : form.fields) {
        if (field.initial.empty()) continue;
        if (field.kind == chat::FieldKind::person) {
            const chat::AccountId account{field.initial};
            const PersonId person = turn.directory().mentioned({account, {}});
            values[field.name] = naming(turn, account, person);
        } else {
            values[field.name] = Line{field.initial, {}};
        }
    }
    return values;
}

void finish(Happening& turn, Dialog dialog, const chat::Form& form) {
    const FormDef* def = turn.machinery().registry.form(dialog.form);
    Values values = initial_values(turn, form);
    for (const auto& [name, line] : dialog.answers) values[name] = line;
    drop_dialog(turn);
    const FieldErrors errors = def->submit(turn, dialog.args, values);
    if (errors.empty()) return;
    const auto fields = asked(form);
    const auto wrong =
        std::ranges::find_if(fields, [&](const chat::Field* field) { return field->name == errors.front().first; });
    dialog.field = wrong == fields.end() ? 0 : static_cast<std::size_t>(wrong - fields.begin());
    dialog.answers.erase(fields[dialog.field]->name);
    save(turn, dialog);
    ask_field(turn, *fields[dialog.field], &errors.front().second);
}

/// The words that steer a dialog; false: it is an answer.
bool steer(Happening& turn, Dialog& dialog, const std::vector<const chat::Field*>& fields, std::string_view word) {
    if (word == "cancel") {
        drop_dialog(turn);
        turn.answer(texts::form_cancelled);
    } else if (word == "help") {
        turn.answer(texts::form_help);
    } else if (word == "back" && dialog.field == 0) {
        turn.answer(texts::form_first);
    } else if (word == "back") {
        --dialog.field;
        save(turn, dialog);
        ask_field(turn, *fields[dialog.field]);
    } else {
        return false;
    }
    return true;
}

}  // namespace

std::string form_token(std::string_view name, std::string_view args) {
    return std::string(name) + "/" + std::string(args);
}

void start_dialog(Happening& turn, std::string_view form, std::string_view args, const chat::Form& filled) {
    save(turn, {std::string(form), std::string(args), 0, {}});
    ask_field(turn, *asked(filled).front());
}

bool drop_dialog(Happening& turn) {
    return turn.db().run(R"sql(DELETE FROM dialog WHERE person_id = $1 AND expires > $2)sql",
                         {raw(turn.actor()), millis(turn.now())}) > 0;
}

bool answer_dialog(Happening& turn, const Line& line) {
    auto dialog = load(turn);
    if (!dialog) return false;
    const FormDef* def = turn.machinery().registry.form(dialog->form);
    const auto form = def == nullptr ? std::nullopt : def->build(turn, dialog->args);
    if (!form) {
        drop_dialog(turn);
        return true;
    }
    const auto fields = asked(*form);
    const chat::Field& field = *fields.at(std::min(dialog->field, fields.size() - 1));
    const std::string word = folded(line.text);
    if (steer(turn, *dialog, fields, word)) return true;
    if (word == "skip") {
        if (field.required && field.initial.empty()) {
            ask_field(turn, field, &texts::form_skip_required);
            return true;
        }
        dialog->answers.erase(field.name);
    } else {
        auto answer = read_answer(turn, field, line);
        if (!answer) {
            ask_field(turn, field, answer.error());
            return true;
        }
        dialog->answers[field.name] = std::move(*answer);
    }
    // Who came back to one question is not asked again what was answered after it.
    do {
        ++dialog->field;
    } while (dialog->field < fields.size() && dialog->answers.contains(fields[dialog->field]->name));
    if (dialog->field < fields.size()) {
        save(turn, *dialog);
        ask_field(turn, *fields[dialog->field]);
    } else {
        finish(turn, std::move(*dialog), *form);
    }
    return true;
}

void submit_form(Happening& turn, const chat::Submitted& submitted) {
    const auto slash = submitted.token.find('/');
    const std::string name = submitted.token.substr(0, slash);
    const std::string args = slash == std::string::npos ? std::string() : submitted.token.substr(slash + 1);
    const FormDef* def = turn.machinery().registry.form(name);
    if (def == nullptr) {
        turn.answer(texts::old_button, {{"prefix", turn.prefix()}});
        return;
    }
    const auto form = def->build(turn, args);
    if (!form) return;
    Values values;
    FormErrors errors;
    const auto wrong = [&](const std::string& field, const Text& text, std::size_t max = 0) {
        errors.emplace_back(field, fill_plain(text, {{"max", static_cast<std::int64_t>(max)}}));
    };
    for (const auto& field : form->fields) {
        const auto given = submitted.values.find(field.name);
        Line line = given == submitted.values.end() ? Line{} : tidy(given->second);
        if (line.text.empty()) {
            if (field.required) wrong(field.name, texts::field_empty);
            continue;
        }
        turn.people().label(turn.where().id, line.mentions);
        if (length(line.text) > field.max) wrong(field.name, texts::field_too_long, field.max);
        if (field.kind == chat::FieldKind::choice && chosen(field, line) == nullptr) {
            wrong(field.name, texts::field_choice_unknown);
        }
        values[field.name] = std::move(line);
    }
    if (errors.empty()) {
        for (const auto& [field, text] : def->submit(turn, args, values)) wrong(field, text);
    }
    if (!errors.empty()) {
        turn.machinery().volatiles.push_back({turn.event()->route, turn.where().remote, std::move(errors)});
    }
}

}  // namespace goodturn::engine
