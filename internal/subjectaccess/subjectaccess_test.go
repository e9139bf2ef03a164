package subjectaccess_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/moderation"
	"github.com/folkmoot/folkmoot/internal/moderation/moderationtest"
	"github.com/folkmoot/folkmoot/internal/subjectaccess"
	"github.com/folkmoot/folkmoot/survey"
)

// A link that works once shows its recipient that their address is held, and another
// one deletes it. Other addresses stay.
func TestOwnerFindsAndDeletesContact(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := moderationtest.New(t, d), t.Context()
		h.Send(moderationtest.FullAnswer(1))
		h.Send(moderationtest.FullAnswer(1))
		h.Send(moderationtest.FullAnswer(2))
		if all, err := h.ReadContacts(ctx, moderationtest.Officer, "park", "To write by hand."); err != nil ||
			fmt.Sprint(all) != "[a1@example.org a2@example.org]" {
			t.Fatalf("%v %v", all, err)
		}
		if err := h.Access.SendContactLink(ctx, "park", "en", "not-an-address"); !fault.Is(err, fault.Invalid) {
			t.Errorf("not an address: %v", err)
		}
		for range 3 { // one email a day, however often it is requested
			if err := h.Access.SendContactLink(ctx, "park", "en", "A1@example.org"); err != nil {
				t.Fatal(err)
			}
		}
		token := contactToken(t, h, "A1@example.org")
		address, n, next, err := h.Access.LookUpContact(ctx, "park", token)
		if err != nil || n != 2 || address != "A1@example.org" {
			t.Fatalf("%s %d %v", address, n, err)
		}
		if _, _, _, err := h.Access.LookUpContact(ctx, "park", token); !fault.Is(err, fault.Closed) {
			t.Errorf("a second time: %v", err)
		}
		if n, err := h.Access.DeleteContactByLink(ctx, "park", next); n != 2 || err != nil {
			t.Errorf("%d %v", n, err)
		}
		if _, err := h.Access.DeleteContactByLink(ctx, "park", next); !fault.Is(err, fault.Closed) {
			t.Errorf("deleted twice: %v", err)
		}
		if all, _ := h.ReadContacts(ctx, moderationtest.Officer, "park", "To write by hand."); fmt.Sprint(
			all,
		) != "[a2@example.org]" {
			t.Errorf("left: %v", all)
		}
		old := contactToken(t, h, "a2@example.org")
		h.SetTime(dbtest.Now.AddDate(0, 0, 2))
		if _, _, _, err := h.Access.LookUpContact(ctx, "park", old); !fault.Is(err, fault.Closed) {
			t.Errorf("two days later: %v", err)
		}
	})
}

// Row B16 of docs/faults.md. Who looked at a response includes who searched and listed the
// responses: one line a day for each organisation, however often.
func TestRespondentSeesSearchesAndLists(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := moderationtest.New(t, d), t.Context()
		key := h.Send(moderationtest.FullAnswer(1))
		for _, search := range []string{"", "park", "bench"} {
			if _, err := h.ListResponses(ctx, moderationtest.Officer, "park", moderation.Query{Search: search}); err != nil {
				t.Fatal(err)
			}
		}
		if _, _, _, err := h.ListClusters(ctx, moderationtest.Officer, "park", nil); err != nil {
			t.Fatal(err)
		}
		data, err := h.Access.DataByCode(ctx, "park", key.WithdrawalCode().String())
		if err != nil {
			t.Fatal(err)
		}
		if len(data.AccessLog) != 1 || data.AccessLog[0].Act != subjectaccess.SearchedOrListed || data.AccessLog[0].Why != "" {
			t.Errorf("%+v", data.AccessLog)
		}
	})
}

// A respondent sees everything that is held about their response and every access to
// it, without the names of officers. Another code shows nothing.
func TestRespondentSeesSubjectData(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := moderationtest.New(t, d), t.Context()
		key, other := h.Send(moderationtest.FullAnswer(1)), h.Send(moderationtest.FullAnswer(2))
		if _, err := h.ReadResponse(ctx, moderationtest.Officer, "park", key.ID()); err != nil {
			t.Fatal(err)
		}
		if _, _, err := h.ReadMonitoring(ctx, moderationtest.Officer, "park", key.ID(), "To answer a complaint."); err != nil {
			t.Fatal(err)
		}
		if err := h.Flag(ctx, moderationtest.Officer, "park", key.ID(), "other", "A note."); err != nil {
			t.Fatal(err)
		}
		data, err := h.Access.DataByCode(ctx, "park", key.WithdrawalCode().String())
		if err != nil {
			t.Fatal(err)
		}
		if len(data.AccessLog) != 3 || data.AccessLog[1].Why != "To answer a complaint." || len(data.Flags) != 1 ||
			data.Monitoring.Get("sex").Options[0] != "female" ||
			data.ParsedAnswers.Get("why").Text != "MARKER-why 1" {
			t.Errorf("%+v", data)
		}
		if strings.Contains(fmt.Sprint(data.AccessLog), moderationtest.Officer.ID) {
			t.Error("the access log names the officer")
		}
		for name, code := range map[string]string{
			"no code":              "",
			"half a code":          key.WithdrawalCode().String()[:9],
			"half of another code": key.WithdrawalCode().String()[:9] + other.WithdrawalCode().String()[9:],
		} {
			if _, err := h.Access.DataByCode(ctx, "park", code); !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
		h.Released = dbtest.Now // withdrawal is still possible after a release
		if err := h.Deleter.Withdraw(ctx, "park", key.WithdrawalCode().String()); err != nil {
			t.Fatal(err)
		}
		data, err = h.Access.DataByCode(ctx, "park", key.WithdrawalCode().String())
		if err != nil || data.State != intake.Withdrawn || data.Answers != nil || len(data.Flags) != 0 ||
			data.Monitoring.Get("sex").State != survey.NotAsked {
			t.Errorf("after the withdrawal: %+v %v", data, err)
		}
		h.CheckTotals(2)
	})
}

// contactToken makes a link as SendContactLink does and returns its token, which is
// otherwise only in the email.
func contactToken(t *testing.T, h *moderationtest.Fixture, address string) string {
	t.Helper()
	token, err := subjectaccess.MakeContactLink(t.Context(), h.Access, "park", address)
	if err != nil {
		t.Fatal(err)
	}
	return token
}
