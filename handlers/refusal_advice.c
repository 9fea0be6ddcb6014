#include "handlers/refusal_advice.h"

static const struct {
  const char *english;
  const char *japanese;
} advice[ADAPTER_REASON_COUNT] = {
    [ADAPTER_REASON_NONE] = {"", ""},
    [ADAPTER_REASON_INVALID_INSURED] = {"Ask the qualification service for the insured number "
                                        "again and send anew; a referral goes "
                                        "on paper until then.",
                                        "オンライン資格確認で被保険者番号を確認し直して再送してくだ"
                                        "さい。紹介状はそれまで紙で交付してください。"},
    [ADAPTER_REASON_DESTINATION] =
        {"The destination does not take part: give the referral on paper, or choose another "
         "destination.",
         "宛先は共有サービスに参加していません。紙で交付するか、別の宛先を選んでください。"},
    [ADAPTER_REASON_VALIDATION] =
        {"Correct what the service names and send it again (Task/$resend).",
         "サービスが示した箇所を修正して再送してください(Task/$resend)。"},
    [ADAPTER_REASON_SIGNATURE] =
        {"Look at the signer's certificate and at what happened to the Bundle after signing.",
         "署名者証明書と、署名後の Bundle の変更の有無を確認してください。"},
    [ADAPTER_REASON_TOO_LARGE] = {"Make attachments smaller, or send several Bundles.",
                                  "添付を小さくするか、Bundle を分けて送ってください。"},
    [ADAPTER_REASON_NOT_FOUND] =
        {"The service has nothing under this identifier of this patient and institution.",
         "この患者・医療機関の同じ識別子の登録がサービスにありません。"},
    [ADAPTER_REASON_DUPLICATE] =
        {"The identifier is taken at the service: replace what is there (PUT) or use a new one.",
         "同じ識別子がサービスに登録済みです。変更(PUT)とするか、新しい識別子を使ってください。"},
    [ADAPTER_REASON_FORBIDDEN_STATE] =
        {"Its state at the service does not allow this now: ask with Bundle/$status.",
         "サービス側の状態により現在はできません。Bundle/$status で確認してください。"},
    [ADAPTER_REASON_NO_CONSENT] =
        {"The patient's consent is missing or too old: it is given at the card reader.",
         "患者の同意がないか、期限を過ぎています。顔認証付きカードリーダーで同意を得てください。"},
    [ADAPTER_REASON_AUTHENTICATION] =
        {"The service did not accept this institution's account or certificate.",
         "医療機関のアカウントまたは証明書がサービスに受け付けられていません。"},
    [ADAPTER_REASON_FORMAT] =
        {"The service could not read the message: look at the adapter file.",
         "電文の形式がサービスに受け付けられていません。アダプター定義を確認してください。"},
};

const char *refusal_advice(enum adapter_reason reason, enum language language) {
  return language == LANGUAGE_JAPANESE ? advice[reason].japanese : advice[reason].english;
}
