package intake

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"strconv"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/digest"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// Key identifies a response from the moment the respondent starts the form. It
// never leaves the server: it is made from the code that only the respondent's
// browser has (see Issued) and the secret of the installation. Sending twice with
// one key stores one response. Only digests of it are stored.
type Key [32]byte

// Issued is the key of a response as it was given to a browser, in two halves. The
// address is part of the URL of every page of the form, so proxies log it and people
// pass it on. The code never appears in a URL: the browser keeps it in a cookie, or
// in a hidden field if it refuses cookies. Neither opens anything without the other.
type Issued struct {
	Key     Key
	Address Address
	Code    Code
	Started time.Time // when the form was started, to the second
}

// Address is the half of a key that is part of URLs: the second in which the form was
// started (4 bytes) and a MAC of it and the key (16 bytes).
type Address [20]byte

// Keys issues keys and recognises those that it issued.
type Keys struct{ secret []byte }

// NewKeys returns Keys with a secret of at least 32 bytes, which all servers of an
// installation share.
func NewKeys(secret []byte) *Keys { return &Keys{secret} }

// Issue makes a key for a response to consultation that is started at now.
func (k *Keys) Issue(consultation string, now time.Time) Issued {
	return k.IssueFor(consultation, NewCode(), now)
}

// IssueFor returns the key for a code and the second at which the form was started.
func (k *Keys) IssueFor(consultation string, code Code, started time.Time) Issued {
	out := Issued{Key: k.Key(consultation, code), Code: code, Started: started.UTC().Truncate(time.Second)}
	binary.BigEndian.PutUint32(out.Address[:4], uint32(out.Started.Unix()))
	copy(out.Address[4:], k.mac("folkmoot/response-address/v1", consultation, encodeBase64(out.Address[:4]), encodeBase64(out.Key[:])))
	return out
}

// Key returns the key for a code. Every code has one; whether it was issued shows
// only together with its address.
func (k *Keys) Key(consultation string, code Code) Key {
	return Key(k.mac("folkmoot/response-key/v2", consultation, string(code)))
}

// scanMAC authenticates whether the virus scanner has checked a file, so that the audit notices if that was changed in the
// database.
func (k *Keys) scanMAC(file string, scanned bool) []byte {
	return k.mac("folkmoot/file-scan/v1", file, strconv.FormatBool(scanned))
}

// Open puts the two halves of a key together. It reports whether k issued both of
// them for the same response to consultation.
func (k *Keys) Open(consultation string, address Address, code Code) (Issued, bool) {
	if code == "" {
		return Issued{}, false
	}
	started := time.Unix(int64(binary.BigEndian.Uint32(address[:4])), 0)
	out := k.IssueFor(consultation, code, started)
	return out, hmac.Equal(out.Address[:], address[:])
}

// ReceiptToken returns the proof that the page of a receipt was sent to the bearer.
// With it the receipt can be emailed, and nothing else can be done. subject is the
// Key.EmailSubject of the response.
func (k *Keys) ReceiptToken(consultation, receiptCode, subject string) string {
	return subject + "." + encodeBase64(k.mac("folkmoot/receipt-token/v1", consultation, receiptCode, subject)[:16])
}

// OpenReceiptToken returns the subject in a ReceiptToken of the receipt code, and false
// if it is not one.
func (k *Keys) OpenReceiptToken(consultation, receiptCode, token string) (subject string, ok bool) {
	subject, _, _ = strings.Cut(token, ".")
	return subject, hmac.Equal([]byte(k.ReceiptToken(consultation, receiptCode, subject)), []byte(token))
}

// Tag returns a keyed digest of a secret. Without the secret of the installation, no
// secret can be tried against it.
func (k *Keys) Tag(label, secret string) string { return encodeBase64(k.mac(label, secret)) }

func (k *Keys) mac(label string, parts ...string) []byte {
	mac := hmac.New(sha256.New, k.secret)
	sum := digest.Labelled(label, parts...)
	mac.Write(sum[:])
	return mac.Sum(nil)
}

func encodeBase64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

// ParseAddress is the inverse of Address.String. An invalid address is
// fault.NotFound.
func ParseAddress(text string) (a Address, err error) {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil || len(raw) != len(a) {
		return a, fault.New(
			fault.NotFound,
			"This link is incomplete. Check that you copied all of it, or start again from the consultation page.",
		)
	}
	return Address(raw), nil
}

// String returns the address as it is written in URLs.
func (a Address) String() string { return encodeBase64(a[:]) }

// id is the id under which it is stored that answers were sent from pages with this
// address. The id of the response cannot be derived from it.
func (a Address) id() string {
	return digest.Labelled("folkmoot/response-address-used/v1", string(a[:])).ID()
}

// WithdrawalCode returns the code that proves the right to withdraw the response. It
// is derived from the key, so that sending twice gives the same code.
func (k Key) WithdrawalCode() Code { return k.CodeFor("withdraw") }

// CodeFor returns a code that is derived from k for a purpose. k cannot be derived from
// it.
func (k Key) CodeFor(purpose string) Code {
	mac := hmac.New(sha256.New, k[:])
	mac.Write([]byte("folkmoot/code/v1\x00" + purpose))
	return codeFrom([32]byte(mac.Sum(nil)))
}

// withdrawalDigest is the digest of a withdrawal code that is stored with its response.
func (c Code) withdrawalDigest() string {
	return digest.Labelled("folkmoot/withdrawal/v2", string(c)).ID()
}

// ID returns the id of the response sent with k. The key cannot be derived from it.
func (k Key) ID() string { return digest.Labelled("folkmoot/response/v1", encodeBase64(k[:])).ID() }

// DraftID returns the id of the draft saved with k. Neither k nor the id of the
// response can be derived from it.
func (k Key) DraftID() string { return digest.Labelled("folkmoot/draft/v1", encodeBase64(k[:])).ID() }
