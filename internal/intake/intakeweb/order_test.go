package intakeweb

import (
	"context"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/survey"
)

// Without script, each respondent sees answers and questions in an order of their own. It stays the same after an error, when
// they go back and when they continue later, and is stored with the response. “Other” stays last.
//
// Row G of docs/faults.md.
func TestRandomOrderStaysTheSame(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFixture(t, d)
		def := lido()
		var options []survey.Option
		for _, id := range []string{"pool", "cafe", "lawn", "sauna", "slide", "other"} {
			options = append(options, survey.Option{ID: id, Text: strings.ToUpper(id), WriteIn: id == "other"})
		}
		def.Forms[0].Pages = []survey.Page{
			{ID: "first", RandomOrder: true, Questions: []survey.Question{
				{ID: "best", Kind: survey.Single, Text: "What is best?", Required: true, RandomOrder: true, Options: options},
				{ID: "rank", Kind: survey.Ranking, Text: "What first?", RandomOrder: true, Options: options[:5]},
			}},
			{ID: "second", Questions: []survey.Question{{ID: "why", Kind: survey.ShortText, Text: "Why?"}}},
		}
		f.define(def)
		field := regexp.MustCompile(`name="--order" value="(\d+)"`)
		shown := func(body string) string {
			var ids []string
			for _, found := range regexp.MustCompile(`type="radio" value="([a-z]+)"|name="rank--([a-z]+)"|value="([a-z]+)"[^>]*type="radio"`).
				FindAllStringSubmatch(body, -1) {
				ids = append(ids, found[1]+found[2]+found[3])
			}
			return strings.Join(ids, " ")
		}
		orders := map[string]bool{}
		for range 12 {
			base := f.startOf("lido")
			first := f.get(base + "first").Body.String()
			number := field.FindStringSubmatch(first)
			if number == nil {
				t.Fatalf("the page has no order:\n%s", first)
			}
			order := shown(first)
			orders[order] = true
			if words := strings.Fields(order); !slices.Contains(words, "other") || len(words) != 11 {
				t.Fatalf("the page shows %q", order)
			}
			sent := url.Values{"--shown": {"best rank"}, "--order": {number[1]}, "rank--pool": {"x"}}
			if again := f.post(base+"first", sent); again.Code != 422 || shown(again.Body.String()) != order {
				t.Errorf("after an error the order is %q, and was %q", shown(again.Body.String()), order)
			}
			sent = url.Values{"--shown": {"best rank"}, "--order": {number[1]}, "best": {"cafe"}}
			f.check("first", f.post(base+"first", sent), 303, base+"second")
			if back := shown(f.get(base + "first").Body.String()); back != order {
				t.Errorf("after going back the order is %q, and was %q", back, order)
			}
			f.check("second", f.post(base+"second", url.Values{"version": {"1"}, "--shown": {"best rank why"}}), 303, base+"check")
			check := f.get(base + "check").Body.String()
			asked := func(body string) bool {
				return strings.Index(body, "What is best?") < strings.Index(body, "What first?")
			}
			if asked(check) != asked(first) {
				t.Errorf("in order %s, the page to check has the questions in another order than the form", number[1])
			}
			f.check("sent", f.post(base+"check", url.Values{"action": {"send"}}), 200, "Response received")
			stored := ""
			if err := d.View(context.Background(), func(tx *db.Tx) (err error) {
				stored, err = db.One(t.Context(), tx, db.Text,
					`SELECT CAST(COUNT(*) AS TEXT) FROM intake_response WHERE CAST(shown_order AS TEXT) = $1`, number[1])
				return err
			}); err != nil || stored == "0" {
				t.Errorf("order %s is stored with %s responses (%v)", number[1], stored, err)
			}
		}
		if len(orders) < 3 {
			t.Errorf("12 respondents saw only the orders %v", orders)
		}
	})
}
