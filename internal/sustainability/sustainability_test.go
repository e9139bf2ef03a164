package sustainability

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/receipt"
)

// installation is a database with a public record, for one test.
type installation struct {
	t   *testing.T
	d   *db.DB
	log *record.Log
}

func each(t *testing.T, test func(t *testing.T, in installation)) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		log, err := record.Open(t.Context(), d, record.Options{Dir: t.TempDir(), Origin: "example.org/record"})
		if err != nil {
			t.Fatal(err)
		}
		test(t, installation{t, d, log})
	})
}

// publish publishes a record as officers do.
func (in installation) publish(k edit.Kind, ref string, v edit.Values) error {
	_, err := in.log.Update(in.t.Context(), func(tx *db.Tx, w *record.Writer) error {
		return k.Publish(in.t.Context(), &definition.Loading{Tx: tx, Record: w, By: actor.System}, ref, v)
	})
	return err
}

func (in installation) view(f func(ctx context.Context, tx *db.Tx) error) {
	in.t.Helper()
	if err := in.d.View(in.t.Context(), func(tx *db.Tx) error { return f(in.t.Context(), tx) }); err != nil {
		in.t.Fatal(err)
	}
}

func kinds() (check, rules edit.Kind) {
	all := (&Service{}).Records()
	return all[0], all[1]
}

// with returns the example with values changed, given in pairs.
func with(pairs ...string) edit.Values {
	check, _ := kinds()
	v := check.Example.Clone()
	for i := 0; i < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return v
}

// withEffect returns the example with the last effect, the one in 25 years, changed.
func withEffect(pairs ...string) edit.Values {
	v := with()
	rows := v.Rows("effects")
	for i := 0; i < len(pairs); i += 2 {
		rows[2].Set(pairs[i], pairs[i+1])
	}
	v.SetRows("effects", rows)
	return v
}

// A record says for each horizon what happens to whom, whether it can be undone, what that rests on, what would change it and, of the
// later ones, when it is looked at again; and rests on a need or says why not. Of what is missing, the sentence says so.
func TestIncompleteEffectsAreRefused(t *testing.T) {
	each(t, func(t *testing.T, in installation) {
		check, _ := kinds()
		two := with()
		two.SetRows("effects", two.Rows("effects")[:2])
		goals := with()
		goals.SetRows("goals", []edit.Values{{"code": {"healthier"}, "evidence": {"Fewer fumes."}}})
		later := with()
		later.SetRows("reviews", []edit.Values{{"on": {"2999-01-01"}, "horizon": {"now"}, "found": {"All well."}}})
		for want, v := range map[string]edit.Values{
			"Enter a title":                     with("title", ""),
			"Choose the strategies":             with("activities", ""),
			"is no strategy, project or action": with("activities", "decision:x"),
			"say why it rests on none":          with("without", ""),
			"There is no need with":             with("needs", "nothing"),
			"Add an effect for “In 25 years”":   two,
			"or remove the effects":             with("not-checked", "It was agreed before."),
			"Choose now, in 5 years":            withEffect("horizon", "soon"),
			"better or worse off":               withEffect("direction", ""),
			"what happens to people":            withEffect("effect", " "),
			"who loses or gains":                withEffect("who", ""),
			"whether it can be undone":          withEffect("undo", ""),
			"what this rests on":                withEffect("evidence", ""),
			"what would change this answer":     withEffect("unless", ""),
			"day on which this effect":          withEffect("review", ""),
			"has not chosen to answer":          goals,
			"cannot be in the future":           later,
		} {
			if err := in.publish(check, "van", v); err == nil || !strings.Contains(fmt.Sprint(err), want) {
				t.Errorf("%q: %v", want, err)
			}
		}
		for name, v := range map[string]edit.Values{
			"no effect": withEffect("direction", "none", "effect", "", "who", "", "undo", ""),
			"now":       with(),
		} {
			if err := in.publish(check, "van", v); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

// Each change is a version with its own entry in the public record, publishing the same again is none, and earlier versions stay.
func TestEachVersionIsKept(t *testing.T) {
	each(t, func(t *testing.T, in installation) {
		check, _ := kinds()
		for _, v := range []edit.Values{with(), with(), with("title", "Another title"), with()} {
			if err := in.publish(check, "van", v); err != nil {
				t.Fatal(err)
			}
		}
		in.view(func(ctx context.Context, tx *db.Tx) error {
			var subjects []string
			if err := EachLeaf(ctx, tx, func(l receipt.Leaf, _ string) { subjects = append(subjects, l.Subject) }); err != nil {
				return err
			}
			if got := strings.Join(subjects, " "); got != "long-term-effects/van/1 long-term-effects/van/2 long-term-effects/van/3" {
				t.Errorf("entries: %s", got)
			}
			second, err := GetVersion(ctx, tx, "van", 2)
			if err != nil {
				return err
			}
			latest, err := Get(ctx, tx, "van")
			if err == nil && (second.Title != "Another title" || latest.Version != 3 || latest.Title != with().Text("title")) {
				t.Errorf("version 2 is %q, the latest is %d, %q", second.Title, latest.Version, latest.Title)
			}
			return err
		})
	})
}

// What the rules name is agreed only when its effects, or those of what it is a part of, are recorded and not due for review. A
// reason why none are recorded lets nothing be agreed.
func TestGateAsksForEffectsThatAreRecordedAndCurrent(t *testing.T) {
	each(t, func(t *testing.T, in installation) {
		check, rules := kinds()
		gate := func(want string, names []string, covered ...string) {
			t.Helper()
			in.view(func(ctx context.Context, tx *db.Tx) error {
				err := Gate(ctx, tx, edit.Activity{Names: names, Title: "The van", Covered: covered})
				if (err == nil) != (want == "") || err != nil && (!strings.Contains(err.Error(), want) || edit.AsLinked(err) == nil) {
					t.Errorf("%v, part of %v: want %q, got %v", names, covered, want, err)
				}
				return nil
			})
		}
		const missing = "are not recorded"
		gate("", []string{"strategy:open-to-all"}) // a council that has not chosen rules
		gate("", []string{"project:van"})
		if err := in.publish(rules, "rules", edit.Values{"before": {"strategy", "action"}}); err != nil {
			t.Fatal(err)
		}
		gate("", []string{"project:van"})
		gate(missing, []string{"strategy:open-to-all"})
		unchecked := with("not-checked", "It was agreed before.")
		unchecked.SetRows("effects", nil)
		unchecked.SetRows("reviews", nil)
		if err := in.publish(check, "before", unchecked); err != nil {
			t.Fatal(err)
		}
		gate(missing, []string{"strategy:open-to-all"})
		if err := in.publish(check, "van", with()); err != nil {
			t.Fatal(err)
		}
		gate("", []string{"strategy:open-to-all"})
		gate("", []string{"action:ramp"}, "strategy:open-to-all")
		gate(missing, []string{"action:ramp"}, "strategy:another")
		if err := in.publish(check, "van", withEffect("review", "2026-03-01")); err != nil {
			t.Fatal(err)
		}
		gate("are due for review", []string{"strategy:open-to-all"})
		in.view(func(ctx context.Context, tx *db.Tx) error {
			due, err := Due(ctx, tx, time.Now(), 5)
			if err == nil && (len(due) != 1 || due[0].Ref != "van" || due[0].Review.Format(time.DateOnly) != "2026-03-01") {
				t.Errorf("due: %+v", due)
			}
			return err
		})
	})
}

// Goals and ways of working of the Welsh Act are answered where the council chooses to, each once and with evidence.
func TestGoalsOfTheWelshActAreAnsweredWhereTheCouncilChooses(t *testing.T) {
	if len(Goals) != 7 || len(Ways) != 5 {
		t.Fatalf("the Act has seven goals and five ways of working, not %d and %d", len(Goals), len(Ways))
	}
	each(t, func(t *testing.T, in installation) {
		check, rules := kinds()
		if err := in.publish(rules, "rules", edit.Values{"wales": {"yes"}}); err != nil {
			t.Fatal(err)
		}
		answered := func(rows ...edit.Values) edit.Values {
			v := with()
			v.SetRows("goals", rows)
			return v
		}
		good := edit.Values{"code": {"healthier"}, "evidence": {"Fewer fumes."}}
		for want, v := range map[string]edit.Values{
			"is not on the list": answered(edit.Values{"code": {"long-term"}, "evidence": {"Fewer fumes."}}),
			"there twice":        answered(good, good),
			"Enter the evidence": answered(edit.Values{"code": {"healthier"}}),
		} {
			if err := in.publish(check, "van", v); err == nil || !strings.Contains(fmt.Sprint(err), want) {
				t.Errorf("%q: %v", want, err)
			}
		}
		if err := in.publish(check, "van", answered(good)); err != nil {
			t.Fatal(err)
		}
	})
}

// Partners and people of one organisation cannot record the council’s effects.
func TestOnlyTheCouncilRecordsEffects(t *testing.T) {
	each(t, func(t *testing.T, in installation) {
		check, rules := kinds()
		for _, k := range []edit.Kind{check, rules} {
			err := in.d.Update(t.Context(), func(tx *db.Tx) error {
				return k.Publish(t.Context(), &definition.Loading{Tx: tx, By: actor.Actor{}}, "van", k.Example)
			})
			if err == nil || !strings.Contains(err.Error(), "do not have permission") {
				t.Errorf("%s: %v", k.Name, err)
			}
		}
	})
}
