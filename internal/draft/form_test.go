package draft

import (
	"slices"
	"testing"

	"github.com/folkmoot/folkmoot/internal/builder"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/survey"
)

// Every field of the details and of the equality questions of a consultation is stored as it was typed, and chosen between if
// two officers have changed it: what was typed into any other would be dropped without a word.
//
// Row C8 of docs/faults.md.
func TestEveryFieldOfTheDetailsIsChosenWhenTwoEditThem(t *testing.T) {
	def := &consult.Definition{Title: "Buses", Opens: "2026-03-02", Monitoring: &consult.Monitoring{Questions: []string{"sex"}},
		Forms: []survey.Form{{Pages: []survey.Page{{ID: "p", Questions: []survey.Question{{
			ID: "where", Kind: survey.Single, Text: "Where do you live?"}}}}}}}
	s := &Service{}
	about := s.formKind("About", aboutFields("council", "buses"), func(d *consult.Definition) edit.Values {
		return aboutBinding(d).Values()
	}, changeAbout)
	values := map[string]string{"type": "survey", "opens": "2026-05-01 09:00", "closes": "2026-06-01 17:00", "feedback": "2026-09",
		"alternatives": `{"option":["Do nothing"],"why":["It floods."]}`, "language": "cy",
		"questions": "age", "minutes": "3", "area-question": "where"}
	seen := 0
	for _, k := range []*edit.Kind{about, s.formKind("Monitoring", monitoringFields(def), monitoringValues, changeMonitoring)} {
		for _, f := range k.Fields {
			seen++
			store, text := k.Store.(*formStore), values[f.Name]
			if text == "" {
				text = "Typed"
			}
			d := builder.Clone(def)
			base := store.show(d)
			mine := base.Clone()
			mine.Set(f.Name, text)
			if wrong := append(k.Wrong(mine), store.change(d, mine)...); len(wrong) > 0 {
				t.Errorf("%s: %v", f.Name, wrong[0].Err)
			}
			if got := store.show(d).Text(f.Name); got != text {
				t.Errorf("%s: stored %q, shows %q", f.Name, text, got)
			}
			theirs := base.Clone()
			theirs.Set(f.Name, text+"0")
			if got := k.Conflict(&edit.Copy{}, base, mine, theirs, false).Clashes; !slices.Equal(got, []string{f.Name}) {
				t.Errorf("%s: the page for concurrent edits asks about %v", f.Name, got)
			}
		}
	}
	if seen < 28 {
		t.Errorf("only %d fields", seen)
	}
}

// An officer who enters midnight as the closing time is asked which end of the day they mean; opening at midnight is clear.
//
// Row A4 of docs/faults.md.
func TestMidnightIsAskedBackInTheForm(t *testing.T) {
	k := (&Service{}).formKind("About", aboutFields("council", "buses"), nil, nil)
	for _, clock := range []string{"midnight", "12am", "00:00", "0:00"} {
		for _, name := range []string{"closes", "opens"} {
			v := edit.Values{}
			v.Set(name, k.Field(name).DateTimeText(edit.TypedDateTime{
				Date: survey.TypedDate{Day: "27", Month: "May", Year: "2026"}, Time: clock}, "en"))
			if wrong := k.Wrong(v); len(wrong) > 0 != (name == "closes") {
				t.Errorf("%s %s: %q, %v", name, clock, v.Text(name), wrong)
			}
		}
	}
}
