package consult

import (
	"testing"

	"github.com/folkmoot/folkmoot/internal/equality"
	"github.com/folkmoot/folkmoot/survey"
)

// The IDs and texts of the question bank are valid in a form.
func TestEveryEqualityWordingIsUsable(t *testing.T) {
	for _, q := range equality.Bank() {
		day := q.From
		if q.To != "" {
			day = q.To
		}
		if day == "" {
			day = "2026-03-01"
		}
		t.Run(q.ID+" on "+string(day), func(t *testing.T) {
			d := Definition{
				Monitoring: &Monitoring{Purpose: "To see who took part.", PolicyDocument: "APD-1", Wording: string(day)},
			}
			if q.FollowUp != nil {
				d.Monitoring.Questions = append(d.Monitoring.Questions, q.FollowUp.Question)
			}
			d.Monitoring.Questions = append(d.Monitoring.Questions, q.ID)
			var wrong problems
			form := survey.Form{ID: "bank", Title: "Bank", Lang: "en", Edition: "standard", Pages: d.monitoringPages(&wrong)}
			for _, problem := range wrong {
				t.Error(problem.message)
			}
			full, err := survey.Parse(form.JSON())
			if err != nil {
				t.Fatal(err)
			}
			asked, _ := full.Question(q.ID)
			if asked == nil || asked.Text != q.Text || len(asked.Options) != len(q.Options) {
				t.Errorf("the form has another wording: %+v", asked)
			}
		})
	}
}
