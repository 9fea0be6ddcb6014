/* A PKCS#11 module that does what a test wants: cards that are about to be locked, that ask for the
 * PIN at each signature, that are pulled out in the middle. Its signatures are the input itself. */
#include "tests/unit/national/fake_token.h"

#include <string.h>

static struct fake_token token;

struct fake_token *fake_token_state(void) {
  return &token;
}

static CK_RV initialize(void *arguments) {
  (void)arguments;
  token.initialized++;
  return token.initialized > 1 ? CKR_CRYPTOKI_ALREADY_INITIALIZED : CKR_OK;
}

static CK_RV finalize(void *reserved) {
  (void)reserved;
  token.initialized = 0;
  return CKR_OK;
}

static CK_RV get_slot_list(CK_BBOOL with_token, CK_SLOT_ID *slots, CK_ULONG *count) {
  (void)with_token;
  for (CK_ULONG i = 0; i < token.tokens; i++) {
    slots[i] = i;
  }
  *count = token.tokens;
  return CKR_OK;
}

static CK_RV get_token_info(CK_SLOT_ID slot, CK_TOKEN_INFO *info) {
  (void)slot;
  memset(info, ' ', sizeof(*info));
  memcpy(info->label, "card", 4);
  info->flags = CKF_TOKEN_INITIALIZED | CKF_LOGIN_REQUIRED | token.flags;
  return CKR_OK;
}

static CK_RV open_session(CK_SLOT_ID slot, CK_FLAGS flags, void *application, CK_NOTIFY notify,
                          CK_SESSION_HANDLE *session) {
  (void)slot;
  (void)flags;
  (void)application;
  (void)notify;
  token.sessions++;
  *session = 1;
  return CKR_OK;
}

static CK_RV close_session(CK_SESSION_HANDLE session) {
  (void)session;
  token.sessions--;
  return CKR_OK;
}

static CK_RV login(CK_SESSION_HANDLE session, CK_USER_TYPE user, CK_UTF8CHAR *pin,
                   CK_ULONG length) {
  (void)session;
  (void)pin;
  (void)length;
  token.user_logins += user == CKU_USER;
  token.context_logins += user == CKU_CONTEXT_SPECIFIC;
  return token.login_result;
}

static CK_RV find_init(CK_SESSION_HANDLE session, CK_ATTRIBUTE *attributes, CK_ULONG count) {
  (void)session;
  (void)attributes;
  (void)count;
  return CKR_OK;
}

static CK_RV find(CK_SESSION_HANDLE session, CK_OBJECT_HANDLE *objects, CK_ULONG maximum,
                  CK_ULONG *count) {
  (void)session;
  *count = token.keys < maximum ? token.keys : maximum;
  for (CK_ULONG i = 0; i < *count; i++) {
    objects[i] = i + 1;
  }
  return CKR_OK;
}

static CK_RV find_final(CK_SESSION_HANDLE session) {
  (void)session;
  return CKR_OK;
}

static CK_RV get_attribute(CK_SESSION_HANDLE session, CK_OBJECT_HANDLE object,
                           CK_ATTRIBUTE *attributes, CK_ULONG count) {
  CK_KEY_TYPE type = CKK_EC;
  (void)session;
  (void)object;
  (void)count;
  if (attributes->type == CKA_KEY_TYPE) {
    memcpy(attributes->pValue, &type, sizeof(type));
  } else if (attributes->type == CKA_ALWAYS_AUTHENTICATE) {
    memcpy(attributes->pValue, &token.always_authenticate, sizeof(token.always_authenticate));
  } else {
    return CKR_ATTRIBUTE_TYPE_INVALID;
  }
  return CKR_OK;
}

static CK_RV sign_init(CK_SESSION_HANDLE session, CK_MECHANISM *mechanism, CK_OBJECT_HANDLE key) {
  (void)session;
  (void)mechanism;
  (void)key;
  return CKR_OK;
}

static CK_RV sign(CK_SESSION_HANDLE session, CK_BYTE *data, CK_ULONG length, CK_BYTE *signature,
                  CK_ULONG *signature_length) {
  CK_RV result = token.sign_result;
  (void)session;
  token.sign_result = CKR_OK;
  token.signatures++;
  memcpy(signature, data, length);
  *signature_length = length;
  return result;
}

CK_RV C_GetFunctionList(CK_FUNCTION_LIST_PTR_PTR list) {
  static CK_FUNCTION_LIST functions = {
      .C_Initialize = initialize,
      .C_Finalize = finalize,
      .C_GetSlotList = get_slot_list,
      .C_GetTokenInfo = get_token_info,
      .C_OpenSession = open_session,
      .C_CloseSession = close_session,
      .C_Login = login,
      .C_FindObjectsInit = find_init,
      .C_FindObjects = find,
      .C_FindObjectsFinal = find_final,
      .C_GetAttributeValue = get_attribute,
      .C_SignInit = sign_init,
      .C_Sign = sign,
  };
  *list = &functions;
  return CKR_OK;
}
