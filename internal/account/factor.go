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
	codeStep   = 30 * time.Second
	codeWindow = 1
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
	secret := random(20)
	return s.totp(p, service, secret)
}

// SameTOTP is the TOTP that NewTOTP sealed, to be shown again.
func (s *Service) SameTOTP(p *Person, service string, sealed []byte) (TOTP, error) {
	secret, err := s.Open("totp "+p.ID, sealed)
	if err != nil {
		return TOTP{}, err
	}
	return s.totp(p, service, secret)
}

func (s *Service) totp(p *Person, service string, secret []byte) (TOTP, error) {
	key, err := totp.Generate(totp.GenerateOpts{Issuer: strings.ReplaceAll(service, ":", " "), AccountName: p.Email, Secret: secret, Period: uint(codeStep.Seconds())})
	if err != nil {
		return TOTP{}, err
	}
	return TOTP{Secret: key.Secret(), URL: key.URL(), Sealed: s.Seal("totp "+p.ID, secret)}, nil
}

// stepOf returns the step whose code this is, near now and after the last one
// that was used, or 0.
func stepOf(secret []byte, code string, now time.Time, last int64) (int64, error) {
	text := base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(secret)
	at := now.Unix() / int64(codeStep.Seconds())
	found := int64(0)
	for step := at - codeWindow; step <= at+codeWindow; step++ {
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

// tidyCode takes out what people put between the digits of a code.
func tidyCode(typed string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(" -\t\u00a0", r) {
			return -1
		}
		return r
	}, strings.ToLower(typed))
}

var errCode = fault.New(fault.Invalid, "That code is not right, or has been used before. Wait for the next one and enter it.")

// How somebody proved who they are, with a password.
const (
	ByCode     = "password and code"
	ByRecovery = "password and recovery code"
)

// useCode takes a code of p's app, or a recovery code, once. It reports how.
func (s *Service) useCode(ctx context.Context, tx *db.Tx, p *Person, typed string, now time.Time) (how string, err error) {
	code := tidyCode(typed)
	if len(code) > 6 {
		n, err := tx.Exec(ctx, `DELETE FROM account_code WHERE account = $1 AND digest = $2`, p.ID, codeDigest(p.ID, code))
		if err == nil && n == 0 {
			err = errCode
		}
		return ByRecovery, err
	}
	if !p.HasTOTP() {
		return "", errCode
	}
	secret, err := s.Open("totp "+p.ID, p.totp)
	if err != nil {
		return "", err
	}
	step, err := stepOf(secret, code, now, p.step)
	if err == nil && step == 0 {
		err = errCode
	}
	if err != nil {
		return "", err
	}
	p.step = step
	n, err := tx.Exec(ctx, `UPDATE account_person SET totp_step = $2 WHERE id = $1 AND totp_step < $2`, p.ID, step)
	if err == nil && n == 0 {
		err = errCode
	}
	return ByCode, err
}

// recoveryCodes is how many codes there are for the day on which the app is
// lost. Each has 50 bits, and is tried as seldom as a password.
const recoveryCodes = 10

// newCodes replaces the recovery codes of p.
func newCodes(ctx context.Context, tx *db.Tx, p *Person) ([]string, error) {
	if _, err := tx.Exec(ctx, `DELETE FROM account_code WHERE account = $1`, p.ID); err != nil {
		return nil, err
	}
	var codes []string
	var rows [][]any
	for range recoveryCodes {
		code := strings.ToLower(base32.StdEncoding.EncodeToString(random(7))[:10])
		codes = append(codes, code[:5]+"-"+code[5:])
		rows = append(rows, []any{p.ID, codeDigest(p.ID, code)})
	}
	_, err := tx.Insert(ctx, "account_code (account, digest)", rows, "")
	return codes, err
}

func codeDigest(account, code string) string {
	sum := sha256.Sum256([]byte("folkmoot/recovery/v1\x00" + account + "\x00" + code))
	return hex.EncodeToString(sum[:])
}

// CodesLeft returns how many recovery codes p has left.
func (s *Service) CodesLeft(ctx context.Context, p *Person) (n int64, err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		n, err = db.One(ctx, tx, db.Int, `SELECT COUNT(*) FROM account_code WHERE account = $1`, p.ID)
		return err
	})
	return n, err
}
