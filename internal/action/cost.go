package action

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// Pence is an amount of money, never negative.
type Pence int64

// maxCost is a thousand million pounds.
const maxCost Pence = 100_000_000_000

// IsValid reports whether p is an amount that can be stored.
func (p Pence) IsValid() bool { return p >= 0 && p <= maxCost }

// Pounds returns the amount in pounds, with two decimals if it is not whole: "1250" or "1250.50".
func (p Pence) Pounds() string {
	if p%100 == 0 {
		return strconv.FormatInt(int64(p/100), 10)
	}
	return fmt.Sprintf("%d.%02d", p/100, p%100)
}

// In returns the amount in pounds as people write it in the language of p, without the currency: "1,250" or "1,250.50".
func (p Pence) In(words *locale.Printer) string {
	if p%100 == 0 {
		return words.Number(int64(p / 100))
	}
	return words.Fixed(float64(p)/100, 2)
}

// ParsePounds returns an amount that was typed in pounds, like "1,250.50". It is a fault.Invalid error if it is none.
func ParsePounds(text string) (Pence, error) {
	digits := strings.TrimPrefix(strings.ReplaceAll(strings.TrimSpace(text), ",", ""), "£")
	pounds, pence, _ := strings.Cut(digits, ".")
	whole, err := strconv.ParseInt(pounds, 10, 64)
	part := int64(0)
	if err == nil && pence != "" {
		part, err = strconv.ParseInt((pence + "0")[:2], 10, 64)
	}
	if err != nil || len(pence) > 2 || strings.ContainsAny(digits, "+-") || whole > math.MaxInt64/200 || Pence(whole*100+part) > maxCost {
		return 0, fault.New(fault.Invalid, "Cost must be an amount in pounds, like 1,250 or 1,250.50.")
	}
	return Pence(whole*100 + part), nil
}

// ErrAmount is the error for something that is no amount of money.
var ErrAmount = fault.New(fault.Invalid, "Enter an amount in pounds, like 1,250 or 1,250.50.")

// CheckPounds returns ErrAmount for a text that is no amount.
func CheckPounds(text string) error {
	if _, err := ParsePounds(text); err != nil {
		return ErrAmount
	}
	return nil
}

// BindPounds binds an amount that is typed in pounds.
func BindPounds(name string, to **Pence) edit.Bound {
	return edit.BindFunc(name, func() []string {
		if *to == nil {
			return nil
		}
		return []string{(*to).Pounds()}
	}, func(values []string) {
		*to = nil
		if amount, err := ParsePounds(strings.Join(values, "")); err == nil && len(values) > 0 {
			*to = &amount
		}
	})
}
