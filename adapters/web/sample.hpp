#pragma once

#include "adapters/web/frames.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

/// The sample team of the try-out page and what it says. A word like "@ben" in these lines is a mention.
namespace goodturn::web {

inline constexpr std::string_view bot_account = "goodturn";
inline constexpr std::string_view channel_id = "release-4";
inline constexpr std::string_view channel_name = "#release-4";

inline constexpr std::array<Person, 6> team{{
    {"ana", "Ana Sousa", "Ana", "Europe/Lisbon"},
    {"ben", "Ben Okafor", "Ben", "America/New_York"},
    {"bo", "Bo Lindqvist", "Bo", "Europe/Stockholm"},
    {"kai", "Kai Tanaka", "Kai", "Asia/Tokyo"},
    {"joerg", "Jörg Weber", "Jörg", "Europe/Berlin"},
    {"will", "Will Carter", "Will", "America/Los_Angeles"},
}};

[[nodiscard]] constexpr bool is_person(std::string_view account) {
    return std::ranges::any_of(team, [account](const Person& person) { return person.account == account; });
}
[[nodiscard]] constexpr bool is_account(std::string_view account) {
    return account == bot_account || is_person(account);
}

struct SampleLine {
    std::string_view by;
    std::string_view line;
};

/// What stands in the channel at first.
inline constexpr std::array<SampleLine, 5> channel_talk{{
    {"ana", "Release 4 is out. Thank you all, that was a long week."},
    {"joerg", "The migration took eleven minutes, no lost rows. The rehearsal paid off."},
    {"kai", "Docs for the new import are online in English and Japanese. @ben your screenshots made them."},
    {"will", "Two customers already asked about bulk export. I will collect the questions here."},
    {"bo", "Shall we look back on it next week, while we still remember?"},
}};

/// A month of helps, told to the bot by the one who was helped.
inline constexpr std::array<SampleLine, 78> sample_helps{{
    {"ana", "@ben helped me with the deploy on Friday evening"},
    {"ana", "@bo helped me with the failing integration tests"},
    {"ana", "@joerg helped me with the plan for the data migration"},
    {"ana", "helped @kai for reading the release notes twice"},
    {"ana", "@will helped me with the demo for the pilot customer"},
    {"ana", "@ben helped me with a rollback I was afraid of"},
    {"ana", "helped @bo for explaining the cache to me, slowly"},
    {"ana", "@kai helped me with the wording of the import errors"},
    {"ana", "@joerg helped me with the on-call handover"},
    {"ana", "helped @will for taking the angry call so I could finish"},
    {"ana", "@ben helped me with the certificates"},
    {"ana", "@bo helped me with a review late at night"},
    {"ana", "helped @joerg for a second look at my estimate"},
    {"ben", "@ana helped me with the order of the release steps"},
    {"ben", "@joerg helped me with the slow query on the orders table"},
    {"ben", "helped @kai for the Japanese screenshots"},
    {"ben", "@bo helped me with a race in the upload code"},
    {"ben", "@will helped me with the list of what customers miss most"},
    {"ben", "@ana helped me with saying no to one more feature"},
    {"ben", "helped @joerg for staying on the call during the migration"},
    {"ben", "@kai helped me with the structure of the runbook"},
    {"ben", "helped @bo for pairing on the flaky test until it was gone"},
    {"ben", "@will helped me with access to the customer's staging system"},
    {"ben", "@ana helped me with my first incident report"},
    {"ben", "helped @kai for catching a wrong default in the docs"},
    {"ben", "@joerg helped me with the backup that would not restore"},
    {"bo", "@ben helped me with the build server"},
    {"bo", "@ana helped me with cutting the story into three"},
    {"bo", "helped @joerg for the index that made the search fast"},
    {"bo", "@kai helped me with the API reference"},
    {"bo", "helped @will for a customer's log that showed the bug"},
    {"bo", "@ben helped me with a memory leak, over lunch"},
    {"bo", "@joerg helped me with test data that looks real"},
    {"bo", "helped @ana for defending the time we needed"},
    {"bo", "@kai helped me with names for the new settings"},
    {"bo", "helped @ben for the new monitoring page"},
    {"bo", "@will helped me with the questions for the user interview"},
    {"bo", "@joerg helped me with the locking in the importer"},
    {"bo", "helped @ana for noticing that I was stuck"},
    {"kai", "@ben helped me with the screenshots for the import guide"},
    {"kai", "@bo helped me with code samples that really run"},
    {"kai", "helped @ana for answers within the hour, across nine time zones"},
    {"kai", "@joerg helped me with the chapter on backups"},
    {"kai", "@will helped me with the words customers use"},
    {"kai", "helped @ben for fixing the docs build on his day off"},
    {"kai", "@bo helped me with the diagram of the upload"},
    {"kai", "helped @joerg for proofreading the upgrade page"},
    {"kai", "@ana helped me with what to leave out"},
    {"kai", "@will helped me with feedback from the Osaka pilot"},
    {"kai", "helped @bo for a small tool that checks the links"},
    {"kai", "@ben helped me with a preview server"},
    {"kai", "@joerg helped me with the glossary"},
    {"joerg", "@ben helped me with the rehearsal of the migration"},
    {"joerg", "@ana helped me with a decision on the old tables"},
    {"joerg", "helped @bo for reading my SQL without mercy"},
    {"joerg", "@kai helped me with a clear upgrade note"},
    {"joerg", "helped @will for asking the customer for a quieter hour"},
    {"joerg", "@ben helped me with the disk that filled up"},
    {"joerg", "@bo helped me with the import of old invoices"},
    {"joerg", "helped @ana for coffee and a plan on a bad Tuesday"},
    {"joerg", "@kai helped me with translating an error from Japanese"},
    {"joerg", "@will helped me with the numbers of the big accounts"},
    {"joerg", "helped @ben for the alert that woke the right person"},
    {"joerg", "@bo helped me with a script I would not dare to run alone"},
    {"joerg", "@ana helped me with the talk for the all-hands"},
    {"will", "@ana helped me with the answer to the pilot customer"},
    {"will", "@ben helped me with a test account in ten minutes"},
    {"will", "helped @kai for a one-page guide I can send around"},
    {"will", "@joerg helped me with the report for the auditors"},
    {"will", "@bo helped me with understanding the export limits"},
    {"will", "helped @ana for joining the difficult call"},
    {"will", "@kai helped me with the slides for Osaka"},
    {"will", "@ben helped me with the status page during the outage"},
    {"will", "helped @bo for a workaround the customer loved"},
    {"will", "@joerg helped me with getting their old data out"},
    {"will", "helped @ben for patience with my questions"},
    {"will", "@kai helped me with the newsletter"},
    {"will", "@ana helped me with the order of what to promise"},
}};

/// All conversations there are; fixed.
[[nodiscard]] const std::vector<Conversation>& conversations();
[[nodiscard]] const Conversation* conversation(std::string_view id);
[[nodiscard]] std::string bot_chat(std::string_view account);
[[nodiscard]] bool is_member(const Conversation& conversation, std::string_view account);

/// "@ben" becomes a mention.
[[nodiscard]] chat::Words words_of(std::string_view line);

struct SampleHelp {
    chat::Instant at;
    std::string_view by;
    chat::Words words;
};
/// Dated over the four weeks before `now`, in that order.
[[nodiscard]] std::vector<SampleHelp> month_of_helps(chat::Instant now);

}  // namespace goodturn::web
