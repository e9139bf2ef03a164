package retention_test

import (
	"bytes"
	"testing"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/moderation/moderationtest"
)

// Withdrawing deletes the answers, leaves the receipt valid, and works once, also
// after a release. A wrong code does nothing.
func TestWithdraw(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := moderationtest.New(t, d)
		response, other := h.NewResponse(
			moderationtest.TextAnswer("The grass."),
		), h.NewResponse(
			moderationtest.TextAnswer("The grass."),
		)
		before := h.Submit(response)
		h.Submit(other)
		code := response.Key.WithdrawalCode().String()
		for name, wrong := range map[string]string{
			"no code":              "",
			"half a code":          code[:9],
			"half of another code": code[:9] + other.Key.WithdrawalCode().String()[9:],
			"no such response":     intake.NewCode().String(),
		} {
			if err := h.Deleter.Withdraw(t.Context(), "park", wrong); !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := h.Deleter.Withdraw(t.Context(), "park", " "+code+"\n"); err != nil {
			t.Fatal(err)
		}
		if err := h.Deleter.Withdraw(t.Context(), "park", code); err != nil {
			t.Errorf("twice: %v", err)
		}
		h.CheckStates(2, map[intake.ResponseState]int64{intake.Counted: 1, intake.Withdrawn: 1})
		status, err := h.Intake.FindResponse(t.Context(), "park", response.Key)
		if err != nil || status.State != intake.Withdrawn || status.CanWithdraw ||
			!bytes.Equal(status.Receipt.Marshal(), before.Marshal()) {
			t.Errorf("%+v %v", status, err)
		}
		if _, err := h.Intake.FullCopy(t.Context(), "park", response.Key); !fault.Is(err, fault.Closed) {
			t.Errorf("a full copy after the withdrawal: %v", err)
		}
		h.Released = dbtest.Now
		if err := h.Deleter.Withdraw(t.Context(), "park", other.Key.WithdrawalCode().String()); err != nil {
			t.Errorf("withdrawal after a release: %v", err)
		}
		h.CheckStates(2, map[intake.ResponseState]int64{intake.Withdrawn: 2})
	})
}
