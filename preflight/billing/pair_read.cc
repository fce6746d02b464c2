// A record is read, and its parts are held against each other.

#include "tokenfare/preflight/billing/pair_read.h"

#include <utility>

#include "fmt/format.h"
#include "tokenfare/json/field_reader.h"
#include "tokenfare/json/place.h"
#include "tokenfare/preflight/billing/records/read_record.h"
#include "tokenfare/preflight/billing/usage/error_place.h"
#include "tokenfare/preflight/billing/usage/event_stream.h"
#include "tokenfare/preflight/check.h"
#include "tokenfare/preflight/formats/read_request.h"
#include "tokenfare/support/ascii_case.h"

namespace tokenfare::internal {
namespace {

absl::Status CheckEndpoints(const Conversation& request,
                            const UsageRecord& record) {
  if (record.endpoint.empty() || record.endpoint == request.endpoint) {
    return absl::OkStatus();
  }
  return BadField(
      "$", fmt::format("a response of {}, where the request is one of {}; give "
                       "the two that belong together",
                       record.endpoint, request.endpoint));
}

absl::Status CheckIds(const Conversation& request, const UsageRecord& record) {
  if (request.custom_id.empty() || record.custom_id.empty() ||
      request.custom_id == record.custom_id) {
    return absl::OkStatus();
  }
  return BadField(
      "$.custom_id",
      fmt::format("{}, where that of the request is {}; give the "
                  "two that belong together",
                  Quoted(record.custom_id), Quoted(request.custom_id)));
}

// A model of one name has other prices at other providers.
absl::Status CheckProvider(const RecordedBill& bill,
                           const ReconcileOptions& options) {
  const bool is_that = bill.provider.empty() ||
                       EqualsIgnoringCase(bill.provider, options.provider);
  if (is_that || options.model.has_value()) return absl::OkStatus();
  return BadField(
      bill.provider_path,
      fmt::format(
          "{}, where the prices are {}'s; to compare with these all the "
          "same, name the model in the options",
          Quoted(bill.provider), options.provider));
}

// An error about an option stands in no document.
absl::Status InDocument(std::string_view place, const absl::Status& status) {
  return OptionAtFault(status).empty() ? At(place, status) : status;
}

}  // namespace

absl::StatusOr<PairRead> JoinPair(Conversation request, RecordedBill bill,
                                  const ReconcileOptions& options,
                                  const PairPlaces& places) {
  absl::Status related = CheckIds(request, bill.billed);
  if (!related.ok()) return At(places.response, related);
  related = CheckEndpoints(request, bill.billed);
  if (!related.ok()) return At(places.response, related);
  absl::StatusOr<Served> served = FindServed(bill.billed, request, options);
  if (!served.ok()) return InDocument(places.response, served.status());
  absl::StatusOr<Subject> subject = SubjectServed(request, *served, options);
  if (!subject.ok()) return InDocument(places.response, subject.status());
  return PairRead{std::move(request), std::move(bill), *std::move(served),
                  *std::move(subject), places};
}

absl::StatusOr<PairRead> ReadPair(std::string_view request_body,
                                  std::string_view response_body,
                                  const ReconcileOptions& options) {
  constexpr PairPlaces kPlaces = {"request", "response"};
  absl::StatusOr<Conversation> request =
      ReadRequest(request_body, RequestLimits{});
  if (!request.ok()) return At(kPlaces.request, request.status());
  absl::StatusOr<UsageRecord> record = ReadResponseText(response_body);
  if (!record.ok()) return At(kPlaces.response, record.status());
  RecordedBill bill;
  bill.billed = *std::move(record);
  return JoinPair(*std::move(request), std::move(bill), options, kPlaces);
}

absl::StatusOr<PairRead> ReadPair(std::string_view record,
                                  const ReconcileOptions& options) {
  absl::StatusOr<BillingRecord> read = ReadRecord(record);
  if (!read.ok()) return read.status();
  const RecordKind kind = read->bill.kind;
  const absl::Status known = CheckProvider(read->bill, options);
  if (!known.ok()) return InRecord(kind, known);
  const PairPlaces places = {read->request_place, read->bill_place};
  absl::StatusOr<Conversation> request =
      ReadRequestIn(std::move(read->document), *read->request);
  if (!request.ok()) {
    return InRecord(kind, At(places.request, request.status()));
  }
  absl::StatusOr<PairRead> pair =
      JoinPair(*std::move(request), std::move(read->bill), options, places);
  if (pair.ok() || !OptionAtFault(pair.status()).empty()) return pair;
  return InRecord(kind, pair.status());
}

}  // namespace tokenfare::internal
