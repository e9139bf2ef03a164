package signin

import (
	"context"
	"crypto/subtle"
	"encoding/base32"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
	"github.com/pquerna/otp/totp"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// Codes of authenticator apps follow RFC 6238 with what all apps support: SHA-1,
// six digits, a new code every 30 seconds. Because clocks differ, the codes one
// step before and after are accepted too.
const (
	totpPeriod = 30 * time.Second
	totpWindow = 1 // steps
)

// TOTP is the secret with which a person sets up an authenticator app.
type TOTP struct {
	Secret string // in base 32, to type in
	URL    string // for the QR code
	Sealed []byte // encrypted; EnrolTOTP needs it
}

// totpOwner is the owner for which the secret of account id is encrypted.
func totpOwner(id string) string { return "totp " + id }

// NewTOTP returns a new secret for an authenticator app of a. Apps show service
// as its name. The secret is not stored before EnrolTOTP.
func (s *Service) NewTOTP(a *Account, service string) (TOTP, error) {
	return s.totpFor(a, service, randomBytes(20))
}

// OpenTOTP returns the secret that NewTOTP returned for a as sealed.
func (s *Service) OpenTOTP(a *Account, service string, sealed []byte) (TOTP, error) {
	secret, err := s.Open(totpOwner(a.ID), sealed)
	if err != nil {
		return TOTP{}, err
	}
	return s.totpFor(a, service, secret)
}

func (s *Service) totpFor(a *Account, service string, secret []byte) (TOTP, error) {
	key, err := totp.Generate(totp.GenerateOpts{
		Issuer:      strings.ReplaceAll(service, ":", " "),
		AccountName: a.Email,
		Secret:      secret,
		Period:      uint(totpPeriod.Seconds()),
	})
	if err != nil {
		return TOTP{}, err
	}
	return TOTP{Secret: key.Secret(), URL: key.URL(), Sealed: s.Seal(totpOwner(a.ID), secret)}, nil
}

// matchTOTPStep returns the time step whose code is code, or 0. The step must be
// within the window around now and later than last, the last one used.
func matchTOTPStep(secret []byte, code string, now time.Time, last int64) (int64, error) {
	text := base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(secret)
	current := now.Unix() / int64(totpPeriod.Seconds())
	found := int64(0)
	for step := current - totpWindow; step <= current+totpWindow; step++ {
		want, err := hotp.GenerateCodeCustom(
			text,
			uint64(step),
			hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1},
		)
		if err != nil {
			return 0, err
		}
		if subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 && step > last && found == 0 {
			found = step
		}
	}
	return found, nil
}

// normalizeCode removes spaces and hyphens and changes letters to lowercase.
func normalizeCode(typed string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(" -\t\u00a0", r) {
			return -1
		}
		return r
	}, strings.ToLower(typed))
}

var errWrongCode = fault.New(
	fault.Invalid,
	"That code is wrong or has already been used. Wait for the next code and enter that.",
)

// Methods of signing in with a password, as sessions and the audit log store them.
const (
	MethodCode         = "password and code"
	MethodRecoveryCode = "password and recovery code"
)

// consumeCode checks a code of the app of a, or a recovery code, and makes sure
// that it cannot be used again. It returns the method.
func (s *Service) consumeCode(ctx context.Context, tx *db.Tx, a *Account, typed string, now time.Time) (string, error) {
	code := normalizeCode(typed)
	if len(code) > 6 {
		n, err := tx.Exec(
			ctx,
			`DELETE FROM signin_recovery_code WHERE account = $1 AND digest = $2`,
			a.ID, recoveryCodeDigest(a.ID, code),
		)
		if err == nil && n == 0 {
			err = errWrongCode
		}
		return MethodRecoveryCode, err
	}
	if !a.HasTOTP() {
		return "", errWrongCode
	}
	secret, err := s.Open(totpOwner(a.ID), a.totp)
	if err != nil {
		return "", err
	}
	step, err := matchTOTPStep(secret, code, now, a.totpStep)
	if err == nil && step == 0 {
		err = errWrongCode
	}
	if err != nil {
		return "", err
	}
	a.totpStep = step
	n, err := tx.Exec(
		ctx,
		`UPDATE signin_credential SET totp_step = $2 WHERE account = $1 AND totp_step < $2`,
		a.ID, step,
	)
	if err == nil && n == 0 {
		err = errWrongCode
	}
	return MethodCode, err
}

// recoveryCodeCount is the number of recovery codes. Each has 50 bits, and
// attempts are limited as for passwords.
const recoveryCodeCount = 10

// newRecoveryCodes replaces the recovery codes of a.
func newRecoveryCodes(ctx context.Context, tx *db.Tx, a *Account) ([]string, error) {
	if _, err := tx.Exec(ctx, `DELETE FROM signin_recovery_code WHERE account = $1`, a.ID); err != nil {
		return nil, err
	}
	var codes []string
	var rows [][]any
	for range recoveryCodeCount {
		code := strings.ToLower(base32.StdEncoding.EncodeToString(randomBytes(7))[:10])
		codes = append(codes, code[:5]+"-"+code[5:])
		rows = append(rows, []any{a.ID, recoveryCodeDigest(a.ID, code)})
	}
	_, err := tx.Insert(ctx, "signin_recovery_code (account, digest)", rows, "")
	return codes, err
}

func recoveryCodeDigest(account, code string) string {
	return secretDigest("recovery", account+"\x00"+code)
}

// RecoveryCodesLeft returns how many unused recovery codes a has.
func (s *Service) RecoveryCodesLeft(ctx context.Context, a *Account) (n int64, err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		n, err = db.One(ctx, tx, db.Int, `SELECT COUNT(*) FROM signin_recovery_code WHERE account = $1`, a.ID)
		return err
	})
	return n, err
}
