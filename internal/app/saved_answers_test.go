package app_test

import (
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/browsertest"
	"github.com/folkmoot/folkmoot/internal/retention"
)

// A person who saves answers sees on which day they are deleted, by the rule
// of the consultation.
func TestSavedAnswersPageShowsDeletionDate(t *testing.T) {
	s := newDemoSite(t, "")
	mine := s.startResponse(t)
	for _, c := range []struct {
		days int
		want string
	}{{
		14,
		"The consultation closes on 31 August 2027 at 11:59pm. " +
			"If you have not sent your answers by then, we will delete them on 14 September 2027.",
	},
		{3, "we will delete them on 3 September 2027."}} {
		if c.days != 14 {
			if err := s.app.Retention().SetRule(
				t.Context(), actor.System, "getting-about", retention.Rule{Days: 14},
				retention.Rule{What: retention.Drafts, Days: c.days, Why: "A test."},
			); err != nil {
				t.Fatal(err)
			}
		}
		v := mine.visitor
		if v.Go(mine.path + "later"); !strings.Contains(v.Text(), c.want) {
			t.Errorf("after %d days:\n%s", c.days, v.Text())
		}
	}
	if v := browsertest.NewVisitor(t, s.address+"/consultations/getting-about/group-response"); !strings.Contains(
		v.Text(),
		"If you do not send it, we will delete it on 3 September 2027.",
	) {
		t.Errorf("the group response page:\n%s", v.Text())
	}
}
