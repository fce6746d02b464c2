// A key leaves only in a header, only over TLS or within this machine, and only
// to the host that the user named: no redirects, no .netrc, no proxy for http.

#include "tokenfare/cli/verify/endpoint.h"

#include <arpa/inet.h>
#include <curl/curl.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <thread>
#include <utility>

#include "absl/strings/str_replace.h"
#include "fmt/format.h"
#include "tokenfare/cli/verify/body.h"

namespace tokenfare::cli {
namespace {

constexpr size_t kMostAnswerBytes = size_t{1} << 20;
// Who asks for a longer pause is not waited for.
constexpr int64_t kMostPauseSeconds = 60;

struct Answer {
  CURLcode code = CURLE_OK;
  long status = 0;
  curl_off_t pause = 0;
  std::string body;
};

size_t TakeBytes(char* data, size_t size, size_t count, void* target) {
  auto& body = *static_cast<std::string*>(target);
  const size_t bytes = size * count;
  if (bytes > kMostAnswerBytes - body.size()) return 0;  // ends the transfer
  body.append(data, bytes);
  return bytes;
}

std::string PartOf(CURLU* url, CURLUPart part) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, 0) != CURLUE_OK) return "";
  std::string copy = text;
  curl_free(text);
  return copy;
}

bool IsLoopback(const std::string& host) {
  in_addr address{};
  if (inet_pton(AF_INET, host.c_str(), &address) == 1) {
    constexpr uint32_t kFirstByte = 24;
    constexpr uint32_t kLoopbackNet = 127;
    return ntohl(address.s_addr) >> kFirstByte == kLoopbackNet;
  }
  return host == "localhost" || host == "[::1]";
}

// One try.
Answer Post(const Endpoint& endpoint, const std::string& body) {
  Answer answer;
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> owner(
      curl_easy_init(), &curl_easy_cleanup);
  CURL* curl = owner.get();
  if (curl == nullptr) {
    answer.code = CURLE_FAILED_INIT;
    return answer;
  }
  curl_slist* headers =
      curl_slist_append(nullptr, "Content-Type: application/json");
  headers = curl_slist_append(
      headers, fmt::format("Authorization: Bearer {}", endpoint.key).c_str());
  headers = curl_slist_append(headers, "Expect:");
  const bool is_http = !endpoint.url.starts_with("https:");
  curl_easy_setopt(curl, CURLOPT_URL, endpoint.url.c_str());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, is_http ? "http" : "https");
  if (is_http) curl_easy_setopt(curl, CURLOPT_PROXY, "");
  curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT,
                   static_cast<long>(endpoint.timeout_seconds));
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE,
                   static_cast<curl_off_t>(body.size()));
  curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body.c_str());
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, TakeBytes);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &answer.body);
  answer.code = curl_easy_perform(curl);
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer.status);
  curl_easy_getinfo(curl, CURLINFO_RETRY_AFTER, &answer.pause);
  curl_slist_free_all(headers);
  return answer;
}

std::string Cure(long status) {
  constexpr long kUnauthorized = 401;
  constexpr long kForbidden = 403;
  constexpr long kNotFound = 404;
  constexpr long kTooMany = 429;
  if (status == kUnauthorized || status == kForbidden) {
    return "; check OPENAI_API_KEY, and what the key may do";
  }
  if (status == kNotFound) return "; check the model and --base-url";
  if (status == kTooMany) return "; try later";
  return "";
}

absl::Status Refusal(const Endpoint& endpoint, const Answer& answer) {
  if (answer.code == CURLE_WRITE_ERROR) {
    return absl::UnavailableError(
        fmt::format("{}: the answer is larger than {} bytes", endpoint.url,
                    kMostAnswerBytes));
  }
  if (answer.code != CURLE_OK) {
    return absl::UnavailableError(
        fmt::format("{}: {}", endpoint.url, curl_easy_strerror(answer.code)));
  }
  constexpr long kRedirects = 300;
  constexpr long kErrors = 400;
  if (answer.status >= kRedirects && answer.status < kErrors) {
    return absl::UnavailableError(fmt::format(
        "{}: status {}, a redirect, which is not followed; give the address "
        "itself to --base-url",
        endpoint.url, answer.status));
  }
  // A provider repeats a wrong key.
  const std::string words =
      absl::StrReplaceAll(ErrorOfAnswer(answer.body), {{endpoint.key, "***"}});
  return absl::UnavailableError(
      fmt::format("{}: status {}{}{}{}", endpoint.url, answer.status,
                  words.empty() ? "" : ": ", words, Cure(answer.status)));
}

bool IsWorthAnotherTry(const Answer& answer) {
  constexpr long kTooMany = 429;
  constexpr long kServerErrors = 500;
  return answer.code == CURLE_OK &&
         (answer.status == kTooMany || answer.status >= kServerErrors) &&
         answer.pause <= kMostPauseSeconds;
}

}  // namespace

absl::Status RefuseUnsafeUrl(const std::string& url) {
  const std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> parsed(
      curl_url(), &curl_url_cleanup);
  if (curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), 0) != CURLUE_OK) {
    return absl::InvalidArgumentError(
        "--base-url: not a URL, such as https://api.openai.com/v1");
  }
  if (!PartOf(parsed.get(), CURLUPART_USER).empty() ||
      !PartOf(parsed.get(), CURLUPART_PASSWORD).empty()) {
    return absl::InvalidArgumentError(
        "--base-url: has a user or password; give the key in OPENAI_API_KEY");
  }
  const std::string scheme = PartOf(parsed.get(), CURLUPART_SCHEME);
  if (scheme == "https" ||
      (scheme == "http" && IsLoopback(PartOf(parsed.get(), CURLUPART_HOST)))) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(
      "--base-url: must begin with https://, so that nobody reads the key on "
      "its way; http:// is for this machine only (localhost, 127.0.0.1)");
}

absl::Status RefuseBadKey(const std::string& key) {
  if (key.empty()) {
    return absl::InvalidArgumentError(
        "set OPENAI_API_KEY to your key; --dry-run needs none");
  }
  const bool is_plain =
      std::ranges::all_of(key, [](char c) { return c > ' ' && c < '\x7f'; });
  return is_plain ? absl::OkStatus()
                  : absl::InvalidArgumentError(
                        "OPENAI_API_KEY: has blanks or control characters");
}

absl::StatusOr<std::string> AskCount(const Endpoint& endpoint,
                                     const std::string& body) {
  Answer answer = Post(endpoint, body);
  for (uint64_t again = 0;
       again < endpoint.retries && IsWorthAnotherTry(answer); ++again) {
    constexpr uint64_t kMostDoublings = 5;
    const int64_t pause = std::max<int64_t>(
        answer.pause, int64_t{1} << std::min(again, kMostDoublings));
    std::this_thread::sleep_for(std::chrono::seconds(pause));
    answer = Post(endpoint, body);
  }
  constexpr long kOk = 200;
  if (answer.code != CURLE_OK || answer.status != kOk) {
    return Refusal(endpoint, answer);
  }
  return std::move(answer.body);
}

}  // namespace tokenfare::cli
