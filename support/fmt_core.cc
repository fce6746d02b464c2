// What fmt's headers leave to its library, compiled once: so that neither the
// command nor what links Tokenfare needs libfmt, and no other source has to
// compile it, as header-only use would (a quarter of the build's time). As in
// fmt's own src/format.cc. cmake/TokenfareFmt.cmake gives it a namespace of its
// own, so that it lives beside another fmt in one program.

#include "fmt/format-inl.h"

FMT_BEGIN_NAMESPACE
namespace detail {

template dragonbox::decimal_fp<float> dragonbox::to_decimal(float x) noexcept;
template dragonbox::decimal_fp<double> dragonbox::to_decimal(double x) noexcept;
template thousands_sep_result<char> thousands_sep_impl(locale_ref locale);
template char decimal_point_impl(locale_ref locale);
template void vformat_to(buffer<char>& out, string_view text,
                         format_args arguments, locale_ref locale);

}  // namespace detail
FMT_END_NAMESPACE
