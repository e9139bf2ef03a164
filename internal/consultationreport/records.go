package consultationreport

import (
	"context"
	"strconv"
	"strings"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/decision"
	"github.com/folkmoot/folkmoot/internal/easyread"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// RecordPath is where officers write the report on a consultation.
const RecordPath = "/staff/consultations/{slug}/report"

// PreviewPath returns the address at which officers see a draft as the public will.
func PreviewPath(slug string) string {
	return strings.ReplaceAll(RecordPath, "{slug}", slug) + "/preview"
}

// Kind declares the report on a consultation as a record that officers edit in the browser.
func (s *Service) Kind() edit.Kind {
	example := edit.Values{"release": {"1"}, "language": {"en"}}
	for _, section := range Sections {
		example[section.ID] = []string{"What we found about " + section.ID + "."}
	}
	example.SetRows("easy-read", []edit.Values{{"picture": {"read"}, "says": {"This is our report."}}})
	return edit.Kind{
		Name: "consultation-report", Path: RecordPath, One: "Consultation report", Many: "Consultation report",
		Files: "consultation-reports/*.yaml",
		About: "The report on what people said. Numbers, tables, key issues and dates are filled in. You write the words between them. " +
			"Each published version stays as it is.",
		Write: actor.Draft, Approve: actor.Decide, Agrees: edit.AgreesNothing,
		Fields: append(append([]edit.Field{
			{Name: "release", Kind: edit.Number, Required: true, Label: "Release of the results", Width: 4, Check: checkRelease,
				Hint: "The number of the release from which all figures come. The results page lists the releases."},
			{Name: "language", Kind: edit.Language, Label: "Language of the report", Hint: "Leave blank for the language of the consultation."},
			{Name: "assessments", Kind: edit.Picks, Label: "Impact assessments that use the findings", Lookup: s.Decisions.AssessmentLookup()},
		}, sectionFields()...), easyread.Field()),
		OfConsultation: consult.TitleAndOrg,
		Load:           edit.LoadBound(Get, (*Report).form),
		Publish:        s.publishRecord,
		Advise:         advise,
		Quotes:         quotes,
		PublicPath:     Path,
		PreviewPath:    PreviewPath,
		Example:        example,
	}
}

func checkRelease(text string) error {
	if n, err := strconv.ParseInt(strings.TrimSpace(text), 10, 64); err != nil || n < 1 {
		return fault.New(fault.Invalid, "Release must be a number, like 1.")
	}
	return nil
}

// quotes returns the figures of the chosen release, or of the latest, by codes without a release.
func quotes(ctx context.Context, tx *db.Tx, slug string, v edit.Values) ([]edit.Quote, error) {
	n, err := strconv.ParseInt(v.Text("release"), 10, 64)
	if err != nil {
		heads, err := analysis.Heads(ctx, tx, slug)
		if err != nil || len(heads) == 0 {
			return nil, err
		}
		n = heads[0].Number
	}
	all, err := decision.QuotesOf(ctx, tx, slug, n)
	for i := range all {
		all[i].Code = strings.Replace(all[i].Code, slug+"#"+strconv.FormatInt(n, 10)+"/", "", 1)
	}
	return all, err
}

// form connects the fields of the form with r.
func (r *Report) form() edit.Binding {
	all := edit.Binding{edit.BindNumber("release", &r.Release), edit.BindLine("language", &r.Language),
		edit.BindTexts("assessments", &r.Assessments)}
	for _, s := range Sections {
		all = append(all, edit.BindText(s.ID, s.words(r)))
	}
	return append(all, easyread.Bind(&r.EasyRead))
}
