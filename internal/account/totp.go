package account

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"encoding/hex"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
	"github.com/pquerna/otp/totp"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// Codes of authenticator apps, as all of them make them: six digits, new every
// half minute. The one before and the one after are good too, because clocks
// differ.
const (
	totpPeriod = 30 * time.Second
	totpWindow = 1
)

// TOTP is what an authenticator app is told, once.
type TOTP struct {
	Secret string // as it is typed, in base 32
	URL    string // as it stands in a QR code
	Sealed []byte // to be handed back with the first code
}

// NewTOTP makes the secret for an authenticator app of p. Nothing is kept until
// a code proves that the app has it.
func (s *Service) NewTOTP(p *Person, service string) (TOTP, error) {
	secret := randomBytes(20)
	return s.newTOTPKey(p, service, secret)
}

// OpenTOTP is the TOTP that NewTOTP sealed, to be shown again.
func (s *Service) OpenTOTP(p *Person, service string, sealed []byte) (TOTP, error) {
	secret, err := s.Open("totp "+p.ID, sealed)
	if err != nil {
		return TOTP{}, err
	}
	return s.newTOTPKey(p, service, secret)
}

func (s *Service) newTOTPKey(p *Person, service string, secret []byte) (TOTP, error) {
	key, err := totp.Generate(
		totp.GenerateOpts{
			Issuer:      strings.ReplaceAll(service, ":", " "),
			AccountName: p.Email,
			Secret:      secret,
			Period:      uint(totpPeriod.Seconds()),
		},
	)
	if err != nil {
		return TOTP{}, err
	}
	return TOTP{Secret: key.Secret(), URL: key.URL(), Sealed: s.Seal("totp "+p.ID, secret)}, nil
}

// matchTOTPStep returns the step whose code this is, near now and after the last one
// that was used, or 0.
func matchTOTPStep(secret []byte, code string, now time.Time, last int64) (int64, error) {
	text := base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(secret)
	at := now.Unix() / int64(totpPeriod.Seconds())
	found := int64(0)
	for step := at - totpWindow; step <= at+totpWindow; step++ {
		want, err := hotp.GenerateCodeCustom(text, uint64(step), hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
		if err != nil {
			return 0, err
		}
		if subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 && step > last && found == 0 {
			found = step
		}
	}
	return found, nil
}

// normalizeCode takes out what people put between the digits of a code.
func normalizeCode(typed string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(" -\t\u00a0", r) {
			return -1
		}
		return r
	}, strings.ToLower(typed))
}

var errWrongCode = fault.New(fault.Invalid, "That code is wrong or has already been used. Wait for the next code and enter that.")

// How somebody proved who they are, with a password.
const (
	MethodCode         = "password and code"
	MethodRecoveryCode = "password and recovery code"
)

// consumeCode takes a code of p's app, or a recovery code, once. It reports how.
func (s *Service) consumeCode(ctx context.Context, tx *db.Tx, p *Person, typed string, now time.Time) (how string, err error) {
	code := normalizeCode(typed)
	if len(code) > 6 {
		n, err := tx.Exec(ctx, `DELETE FROM signin_recovery_code WHERE account = $1 AND digest = $2`, p.ID, recoveryCodeDigest(p.ID, code))
		if err == nil && n == 0 {
			err = errWrongCode
		}
		return MethodRecoveryCode, err
	}
	if !p.HasTOTP() {
		return "", errWrongCode
	}
	secret, err := s.Open("totp "+p.ID, p.totp)
	if err != nil {
		return "", err
	}
	step, err := matchTOTPStep(secret, code, now, p.totpStep)
	if err == nil && step == 0 {
		err = errWrongCode
	}
	if err != nil {
		return "", err
	}
	p.totpStep = step
	n, err := tx.Exec(ctx, `UPDATE account_person SET totp_step = $2 WHERE id = $1 AND totp_step < $2`, p.ID, step)
	if err == nil && n == 0 {
		err = errWrongCode
	}
	return MethodCode, err
}

// recoveryCodeCount is how many codes there are for the day on which the app is
// lost. Each has 50 bits, and is tried as seldom as a password.
const recoveryCodeCount = 10

// newRecoveryCodes replaces the recovery codes of p.
func newRecoveryCodes(ctx context.Context, tx *db.Tx, p *Person) ([]string, error) {
	if _, err := tx.Exec(ctx, `DELETE FROM signin_recovery_code WHERE account = $1`, p.ID); err != nil {
		return nil, err
	}
	var codes []string
	var rows [][]any
	for range recoveryCodeCount {
		code := strings.ToLower(base32.StdEncoding.EncodeToString(randomBytes(7))[:10])
		codes = append(codes, code[:5]+"-"+code[5:])
		rows = append(rows, []any{p.ID, recoveryCodeDigest(p.ID, code)})
	}
	_, err := tx.Insert(ctx, "signin_recovery_code (account, digest)", rows, "")
	return codes, err
}

func recoveryCodeDigest(account, code string) string {
	sum := sha256.Sum256([]byte("folkmoot/recovery/v1\x00" + account + "\x00" + code))
	return hex.EncodeToString(sum[:])
}

// RecoveryCodesLeft returns how many recovery codes p has left.
func (s *Service) RecoveryCodesLeft(ctx context.Context, p *Person) (n int64, err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		n, err = db.One(ctx, tx, db.Int, `SELECT COUNT(*) FROM signin_recovery_code WHERE account = $1`, p.ID)
		return err
	})
	return n, err
}
