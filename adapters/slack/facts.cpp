#include "adapters/slack/facts.hpp"

#include "adapters/slack/accounts.hpp"
#include "adapters/slack/acquaintances.hpp"
#include "adapters/slack/ids.hpp"
#include "adapters/slack/questions.hpp"

#include <boost/asio/steady_timer.hpp>

#include <spdlog/spdlog.h>

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <variant>
#include <vector>

namespace goodturn::slack {
namespace {

using Answer = std::expected<Reply, Problem>;

constexpr int tries = 5;
/// People that are named and wait: whoever types others keeps nobody waiting for long.
constexpr std::size_t most_named = 100;

struct Task {
    Question what;
    int tried = 0;
};

}  // namespace

class Facts::Impl : public std::enable_shared_from_this<Impl> {
public:
    Impl(const boost::asio::any_io_executor& loop, Api& api, Workspace& workspace, const Patience& patience,
         std::function<chat::Instant()> now, Tell tell)
        : api_(api),
          workspace_(workspace),
          gather_(patience.same),
          now_(std::move(now)),
          tell_(std::move(tell)),
          try_again_(patience.try_again),
          pause_(loop),
          gathered_(loop),
          people_(now_, patience.try_again) {}

    void remember(const std::vector<engine::KnownAccount>& accounts) {
        for (const auto& known : accounts) {
            if (!is_somebody(known.account) || people_.met(known.account)) continue;
            if (known.mark != 0) {
                people_.remember(known);
            } else if (people_.begin_waiting(known.account)) {
                members_.insert(known.account);
            }
        }
    }

    void look_around() {
        workspace_.joined.clear();
        workspace_.all_joined_known = false;
        add(Everywhere{++looks_});
    }

    void joined(const chat::ConversationId& conversation) {
        workspace_.joined.insert(conversation);
        conversation_changed(conversation);
    }

    void meet(const chat::Event& event) {
        meet(event.actor);
        if (const auto* typed = std::get_if<chat::Typed>(&event.what)) return meet(typed->words);
        if (const auto* reacted = std::get_if<chat::Reacted>(&event.what)) return meet_named(reacted->author);
        if (const auto* submitted = std::get_if<chat::Submitted>(&event.what)) {
            for (const auto& [name, words] : submitted->values) meet(words);
        }
    }

    [[nodiscard]] Acquaintances& people() { return people_; }

    void conversation_changed(const chat::ConversationId& conversation) {
        if (waiting_.insert(conversation.value).second) {
            add(Conversation{conversation.value});
        } else {
            changed_meanwhile_.insert(conversation.value);
        }
    }

    void chat_known(const chat::AccountId& account, const chat::ConversationId& chat) {
        if (account.empty() || chat.empty() || chats_[account] == chat) return;
        chats_[account] = chat;
        workspace_.own_chats.insert(chat);
        tell(chat::ConversationSeen{.conversation = chat, .name = {}, .direct_with = account, .members = {account}});
    }

    [[nodiscard]] std::expected<void, Problem> knows(const chat::AccountId& account) {
        if (people_.is_sure(account)) return {};
        if (auto refused = people_.refusal(account)) return std::unexpected(std::move(*refused));
        const auto pause = people_.pause(account);
        ask_about({.id = account.value});
        return std::unexpected(Problem{
            .fault = Fault::rate_limited, .retry_after = pause, .detail = "Slack did not say yet who they are"});
    }

    [[nodiscard]] chat::ConversationId chat_with(const chat::AccountId& account) const {
        const auto found = chats_.find(account);
        return found == chats_.end() ? chat::ConversationId() : found->second;
    }

    void abandon() {
        tasks_.clear();
        tell_ = [](const chat::Event&) {};
        pause_.cancel();
        gathered_.cancel();
    }

private:
    template <class What>
    void tell(What what) {
        tell_(
            {.space = workspace_.space, .actor = {}, .place = {}, .at = now_(), .route = {}, .what = std::move(what)});
    }

    void meet(const chat::AccountId& account) {
        if (!is_somebody(account)) return;
        people_.is_there(account);
        ask_about({.id = account.value});
    }
    void meet_named(const chat::AccountId& account) {
        if (is_somebody(account) && named_ < most_named && ask_about({.id = account.value, .named = true})) ++named_;
    }
    [[nodiscard]] bool is_somebody(const chat::AccountId& account) const {
        return is_id(account.value) && account != workspace_.bot;
    }
    /// False: nobody has to.
    bool ask_about(Person person) {
        // Whoever does something is more urgent than all members of a channel.
        const chat::AccountId account{person.id};
        if (!people_.begin_waiting(account) && !members_.erase(account)) return false;
        tasks_.push_front({std::move(person)});
        advance();
        return true;
    }
    void meet(const chat::Words& words) {
        for (const auto& word : words) {
            const auto* named = std::get_if<chat::Named>(&word);
            if (named != nullptr) meet_named(named->account);
        }
    }

    void learned(chat::AccountSeen account) {
        if (people_.learned(account)) return tell(std::move(account));
        // That it still holds is worth knowing after a restart, but not a commit for each.
        if (same_.empty()) {
            gathered_.expires_after(gather_);
            gathered_.async_wait([weak = weak_from_this()](boost::system::error_code error) {
                const auto self = weak.lock();
                if (!error && self) self->tell(chat::AccountsSame{std::exchange(self->same_, {})});
            });
        }
        same_.push_back(account.account);
    }

    void add(Question question) {
        tasks_.push_back({std::move(question)});
        advance();
    }

    /// The next page: between two of them one person who waits to be known, for Slack forgets its cursors.
    void go_on_with(Question question) {
        const bool somebody_waits = !tasks_.empty() && std::holds_alternative<Person>(tasks_.front().what);
        tasks_.insert(tasks_.begin() + (somebody_waits ? 1 : 0), {std::move(question)});
    }

    void go_on() {
        busy_ = false;
        advance();
    }

    void advance() {
        if (busy_ || (tasks_.empty() && members_.empty())) return;
        busy_ = true;
        if (!tasks_.empty()) {
            task_ = std::move(tasks_.front());
            tasks_.pop_front();
        } else {
            task_ = {Person{members_.extract(members_.begin()).value().value}};
        }
        ask();
    }

    void ask() {
        if (const auto* const person = std::get_if<Person>(&task_.what)) people_.asked({person->id});
        api_.call(call_of(task_.what), [weak = weak_from_this()](const Answer& answer) {
            if (const auto self = weak.lock()) self->came(answer);
        });
    }

    void came(const Answer& answer) {
        if (!answer && answer.error().code == "invalid_cursor") begin_anew(task_.what);
        const bool again = !answer && may_pass(answer.error()) && ++task_.tried < tries;
        const bool failed_before = std::exchange(failing_, again);
        if (again) {
            tasks_.push_back(std::move(task_));
            // One that hangs keeps nobody waiting. Two in a row are Slack's trouble, and so is one alone.
            if (failed_before || tasks_.size() == 1) {
                pause_.expires_after(std::max(answer.error().retry_after, try_again_));
                return pause_.async_wait([weak = weak_from_this()](boost::system::error_code error) {
                    if (const auto self = weak.lock(); !error && self) self->go_on();
                });
            }
            return go_on();
        }
        auto task = std::move(task_);
        if (!answer) {
            spdlog::warn("Slack: {} could not be learned: {}", subject_of(task.what), answer.error().detail);
        }
        std::visit([&](auto& what) { learned(what, answer); }, task.what);
        go_on();
    }

    void learned(Everywhere& all, const Answer& answer) {
        // Meanwhile everything is looked for anew, and this is a part of it only.
        if (all.look != looks_) return;
        const Value channels = answer ? (*answer)["channels"] : Value();
        if (!channels.is_array()) {
            // Without it nobody is found by name: whatever else waits comes first, but it is not given up.
            if (answer) spdlog::warn("Slack: users.conversations named no channels, and nobody is found by name");
            if (!answer && may_pass(answer.error())) tasks_.push_back({std::move(all)});
            return;
        }
        for (const Value channel : channels.items()) {
            const std::string id = channel["id"].text();
            if (!is_id(id)) continue;
            if (channel["is_im"].flag()) {
                chat_known({channel["user"].text()}, {id});
                continue;
            }
            workspace_.joined.insert({id});
            if (waiting_.insert(id).second) {
                tasks_.push_back({members_of(id, channel)});
            }
        }
        auto next = answer->next_page();
        workspace_.all_joined_known = next.empty();
        if (!next.empty()) {
            return go_on_with(Everywhere{all.look, std::move(next)});
        }
        // It may have been taken away from others while it was not there. Where it was brought meanwhile is among
        // these.
        auto here = workspace_.joined;
        here.insert(workspace_.own_chats.begin(), workspace_.own_chats.end());
        tell(chat::ConversationsSeen{std::move(here)});
    }

    void learned(const Conversation& one, const Answer& answer) {
        const Value channel = answer ? (*answer)["channel"] : Value();
        if (channel["is_im"].flag()) {
            looked_at(one.id);
            return chat_known({channel["user"].text()}, {one.id});
        }
        if (answer && channel["is_member"].flag()) {
            workspace_.joined.insert({one.id});
            return go_on_with(members_of(one.id, channel));
        }
        // The bot is not in it any more, or it is gone: nobody is found by name through it.
        looked_at(one.id);
        if (answer || answer.error().fault == Fault::unreachable || answer.error().fault == Fault::gone) {
            workspace_.joined.erase({one.id});
            tell(chat::ConversationSeen{
                .conversation = {one.id}, .name = name_of(channel), .direct_with = {}, .members = {}, .joined = false});
        }
    }

    void learned(Members& members, const Answer& answer) {
        if (!answer) {
            looked_at(members.seen.conversation.value);
            return;
        }
        for (const Value member : (*answer)["members"].items()) {
            const std::string id = member.text();
            if (is_id(id) && id != workspace_.bot.value) members.seen.members.push_back({id});
        }
        if (auto next = answer->next_page(); !next.empty()) {
            members.cursor = std::move(next);
            return go_on_with(std::move(members));
        }
        looked_at(members.seen.conversation.value);
        for (const auto& member : members.seen.members) {
            people_.is_there(member);
            if (people_.begin_waiting(member)) members_.insert(member);
        }
        tell(std::move(members.seen));
    }

    void learned(const Person& person, const Answer& answer) {
        if (person.named) --named_;
        const chat::AccountId id{person.id};
        const bool newest = people_.answered(id);
        auto account = answer && newest ? account_of((*answer)["user"], workspace_) : std::nullopt;
        if (account) learned(std::move(*account));
        if (!answer && !may_pass(answer.error())) people_.refused(id, answer.error());
        if (!people_.forget_if_nobody(id)) return;
        if (!person.named || answer || answer.error().code != "user_not_found") return;
        tell(chat::AccountSeen{.account = id, .name = {}, .given = {}, .zone = {}, .gone = true});
    }

    void looked_at(const std::string& conversation) {
        waiting_.erase(conversation);
        if (changed_meanwhile_.erase(conversation) > 0) conversation_changed({conversation});
    }

    static std::string name_of(Value channel) {
        const std::string name = channel["name"].text();
        return name.empty() ? name : "#" + name;
    }
    static Members members_of(const std::string& id, Value channel) {
        return {.seen = {.conversation = {id}, .name = name_of(channel), .direct_with = {}, .members = {}}};
    }

    Api& api_;
    Workspace& workspace_;
    Moment gather_;
    std::function<chat::Instant()> now_;
    Tell tell_;
    Moment try_again_;
    boost::asio::steady_timer pause_;
    boost::asio::steady_timer gathered_;
    std::vector<chat::AccountId> same_;  ///< gathered, to be told together
    std::deque<Task> tasks_;
    Task task_;  ///< under way, if busy
    bool busy_ = false;
    bool failing_ = false;  ///< the last question
    int looks_ = 0;
    std::set<chat::AccountId> members_;  ///< to be met once nothing else is to be asked
    std::size_t named_ = 0;              ///< of the tasks
    Acquaintances people_;
    std::set<std::string> waiting_;            ///< conversations that are on the list
    std::set<std::string> changed_meanwhile_;  ///< those of them that are looked at once more
    std::map<chat::AccountId, chat::ConversationId> chats_;
};

Facts::Facts(const boost::asio::any_io_executor& loop, Api& api, Workspace& workspace, const Patience& patience,
             std::function<chat::Instant()> now, Tell tell)
    : impl_(std::make_shared<Impl>(loop, api, workspace, patience, std::move(now), std::move(tell))) {}
Facts::~Facts() {
    impl_->abandon();
}
void Facts::remember(const std::vector<engine::KnownAccount>& accounts) {
    impl_->remember(accounts);
}
void Facts::look_around() {
    impl_->look_around();
}
void Facts::meet(const chat::Event& event) {
    impl_->meet(event);
}
bool Facts::changed(const chat::AccountSeen& account, chat::Instant at, bool new_here) {
    return impl_->people().changed(account, at, new_here);
}
void Facts::stored(const chat::AccountSeen& account) {
    impl_->people().stored(account);
}
bool Facts::is_past(const chat::AccountSeen& account) const {
    return impl_->people().is_past(account);
}
void Facts::conversation_changed(const chat::ConversationId& conversation) {
    impl_->conversation_changed(conversation);
}
void Facts::joined(const chat::ConversationId& conversation) {
    impl_->joined(conversation);
}
void Facts::chat_known(const chat::AccountId& account, const chat::ConversationId& chat) {
    impl_->chat_known(account, chat);
}
std::expected<void, Problem> Facts::knows(const chat::AccountId& account) {
    return impl_->knows(account);
}
chat::ConversationId Facts::chat_with(const chat::AccountId& account) const {
    return impl_->chat_with(account);
}

}  // namespace goodturn::slack
