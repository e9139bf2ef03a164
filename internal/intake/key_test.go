package intake_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/survey"
)

// A key opens only with both of its halves, for its consultation, and only if this
// installation issued it.
//
// Rows A3 and H1 of docs/faults.md.
func TestKeyNeedsBothHalves(t *testing.T) {
	ours, theirs := intake.NewKeys(bytes.Repeat([]byte{7}, 32)), intake.NewKeys(bytes.Repeat([]byte{8}, 32))
	now := dbtest.Now.Add(1500 * time.Millisecond)
	key, other := ours.Issue("park", now), ours.Issue("park", now)
	got, ok := ours.Open("park", key.Address, key.Code)
	if !ok || got != key || key.Started != dbtest.Now.Add(time.Second) {
		t.Errorf("%v, %v instead of %v", ok, got, key)
	}
	foreign := theirs.Issue("park", now)
	later := key.Address
	later[3]++ // of the seconds
	for name, try := range map[string]struct {
		consultation string
		address      intake.Address
		code         intake.Code
	}{
		"no second half":              {"park", key.Address, ""},
		"the second half of another":  {"park", key.Address, other.Code},
		"another consultation":        {"pool", key.Address, key.Code},
		"a key of another":            {"park", foreign.Address, foreign.Code},
		"an address that was changed": {"park", later, key.Code},
		"no address":                  {"park", intake.Address{}, key.Code},
	} {
		if _, ok := ours.Open(try.consultation, try.address, try.code); ok {
			t.Errorf("%s opens the key", name)
		}
	}
	text := key.Address.String()
	for _, wrong := range []string{"", "abc", text[:26], text + "A", strings.Replace(text, text[:1], "=", 1)} {
		if _, err := intake.ParseAddress(wrong); !fault.Is(err, fault.NotFound) {
			t.Errorf("%q: %v", wrong, err)
		}
	}
	if parsed, err := intake.ParseAddress(text); err != nil || parsed != key.Address {
		t.Errorf("%v %v", parsed, err)
	}
}

// A code can be typed in small letters, with blanks or without, and every single wrong
// letter and every swap of neighbours that matters is noticed.
//
// Row A15 of docs/faults.md.
func TestCodeCanBeReadOut(t *testing.T) {
	const letters = "ABCDEFGHJKMNPQRSTVWXYZ"
	missedSwaps, swaps := 0, 0
	for range 200 {
		code := intake.NewCode()
		shown := code.String()
		if len(code) != 16 || len(shown) != 19 || strings.Count(shown, "-") != 3 {
			t.Fatalf("%q", shown)
		}
		for _, typed := range []string{
			shown, strings.ToLower(shown), string(code), " " + strings.ReplaceAll(shown, "-", " ") + "\r\n",
			strings.ReplaceAll(shown, "-", " - "), strings.ReplaceAll(shown, "-", "."), strings.Join(strings.Split(string(code), ""), " "),
		} {
			if got, err := intake.ParseCode(typed); err != nil || got != code {
				t.Errorf("%q: %q %v", typed, got, err)
			}
		}
		for at := range code {
			for _, letter := range letters {
				wrong := string(code[:at]) + string(letter) + string(code[at+1:])
				if _, err := intake.ParseCode(wrong); (err == nil) != (wrong == string(code)) {
					t.Errorf("%s instead of %s: %v", wrong, code, err)
				}
			}
			if at > 0 && code[at] != code[at-1] {
				swaps++
				if _, err := intake.ParseCode(string(code[:at-1]) + string(code[at]) + string(code[at-1]) + string(code[at+1:])); err == nil {
					missedSwaps++
				}
			}
		}
		if _, err := intake.ParseCode(string(code[:15])); !fault.Is(err, fault.Invalid) {
			t.Error(err)
		}
	}
	if missedSwaps*50 > swaps {
		t.Errorf("%d of %d swaps are not noticed", missedSwaps, swaps)
	}
	for _, wrong := range []string{"", "abc", "0123-4567-89AB-CDEF", "IIII-LLLL-OOOO-UUUU", strings.Repeat("A", 1000)} {
		if _, err := intake.ParseCode(wrong); !fault.Is(err, fault.Invalid) {
			t.Errorf("%.30q: %v", wrong, err)
		}
	}
}

// Answers that differ from those that were sent before with the same key are refused;
// the same answers get the same receipt.
//
// Row A2 of docs/faults.md.
func TestOtherAnswersUnderUsedKeyAreRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newFixture(t, d)
		r := h.newResponse(validAnswers)
		first := h.send(r)
		if again := h.send(r); !bytes.Equal(first.Marshal(), again.Marshal()) {
			t.Error("the same answers get another receipt")
		}
		for name, raw := range map[string]survey.Raw{
			"views":      {"use": {"yes"}, "why": {"Something else."}},
			"monitoring": {"use": validAnswers["use"], "why": validAnswers["why"], "sex": {"prefer-not-to-say"}},
		} {
			other := h.newResponse(raw)
			other.Key, other.Address = r.Key, r.Address
			if _, err := h.intake.Receiver.Submit(t.Context(), other); !fault.Is(err, fault.Conflict) {
				t.Errorf("other %s: %v", name, err)
			}
		}
		var day string
		if err := d.View(t.Context(), func(tx *db.Tx) (err error) {
			day, err = intake.SentOn(t.Context(), tx, "park", r.Address)
			return err
		}); err != nil || day != dbtest.Now.UTC().Format(time.DateOnly) {
			t.Errorf("sent on %q: %v", day, err)
		}
	})
}

// Nothing that was typed into a draft can be read in the database, nor the id that the
// response will have; only the key opens it.
//
// Row B2 of docs/faults.md.
func TestDraftIsSealed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newFixture(t, d)
		key := h.intake.Keys.Issue("park", dbtest.Now)
		const typed = "sealed.person@example.org"
		if err := h.intake.SaveDraft(t.Context(), &intake.Draft{
			Issued: key, Consultation: "park", FormVersion: "f", Edition: "standard",
			Answers: survey.Raw{"email": {typed}, "why": {"MARKER"}}, Kept: true,
		}); err != nil {
			t.Fatal(err)
		}
		if err := d.View(t.Context(), func(tx *db.Tx) error {
			var columns []string
			rows := 0
			if err := tx.Dump(t.Context(), "intake_draft", func(all []string) error { columns = all; return nil }, func(row []any) error {
				rows++
				for i, value := range row {
					text, _ := value.(string)
					if b, ok := value.([]byte); ok {
						text = string(b)
					}
					for _, secret := range []string{typed, "MARKER", key.Key.ID(), key.Address.String(), string(key.Code)} {
						if strings.Contains(text, secret) {
							t.Errorf("%s holds %q", columns[i], secret)
						}
					}
				}
				return nil
			}); err != nil {
				return err
			}
			if rows != 1 {
				t.Errorf("%d drafts", rows)
			}
			got, err := intake.GetDraft(t.Context(), tx, "park", key.Key)
			if err != nil || got.Answers["email"][0] != typed || !got.Kept || got.Started != key.Started {
				t.Errorf("%+v %v", got, err)
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		if _, err := intake.OpenSealed(key.Key, "another draft", intake.SealWithKey(key.Key, key.Key.DraftID(), []byte("x"))); err == nil {
			t.Error("a sealed text can be moved to another row")
		}
	})
}
