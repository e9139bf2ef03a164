package app_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/folkmoot/folkmoot/internal/app"
	"github.com/folkmoot/folkmoot/internal/crawltest"
	"github.com/folkmoot/folkmoot/internal/eia"
	"github.com/folkmoot/folkmoot/internal/equality"
)

// severeAssessment is a definition file with a complete assessment of the benches, which finds an adverse and a positive impact,
// and whose author sums it up kindly.
func severeAssessment() *fstest.MapFile {
	var b strings.Builder
	b.WriteString(`assessments:
  - ref: benches
    title: Benches in winter
    subject: saving
    named: Benches
    purpose: Save the repairs.
    started: 2026-01-12
    needed: "yes"
    lead: Head of parks
    service: Parks
    baseline: All benches, as in 2019
    evidence: [{source: Counts, dated: 2026-01-20, says: Older people sit down most.}]
    options: [{option: Remove them, assessed: true}]
    impacts:
      - {group: sex, direction: positive, size: low, effect: Paths are wider for prams.}
      - {group: age, direction: adverse, size: high, chance: happens, number: 400, effect: There is nowhere to rest.,
         justified: No money is left.}
    outcomes: [continue]
    leading: continue
    reasons: The repairs cost too much.
    harm: "3"
    likelihood: "4"
    summary: On the whole residents gain.
    review: 2030-01-31
    exempt-checked: Legal services
    published: 2026-02-09
    findings:
`)
	rules := eia.DefaultRules()
	live, _ := rules.Cells(openDate, equality.Function{})
	for _, c := range live {
		relevant := eia.RelevantNo
		if c.Group == "age" {
			relevant = eia.RelevantYes
		}
		fmt.Fprintf(&b, "      - {cell: %s, relevant: %q, finding: Some people need a seat.}\n", c.Code, relevant)
	}
	b.WriteString("    signatures:\n")
	for _, s := range rules.Signers {
		fmt.Fprintf(&b, "      - {role: %s, post: %s, words: %q, date: 2026-02-04}\n", s.Role, s.Role, s.Words)
	}
	return &fstest.MapFile{Data: []byte(b.String())}
}

// The report to the decision makers shows what its assessment found, adverse impacts first, whatever its author and the author of
// the assessment say about equality. The page of the assessment has the author's summary beside the findings. Row F3 of
// docs/credibility.md.
func TestReportBeginsItsEqualitySectionWithTheAdverseFindings(t *testing.T) {
	t.Parallel()
	files := minimalDemo(t)
	files["assessments/benches.yaml"] = severeAssessment()
	written := string(files["reports/benches.yaml"].Data)
	files["reports/benches.yaml"] = &fstest.MapFile{Data: []byte(written + "assessments: [\"benches#1\"]\n")}
	site := newStaffSiteOn(t, app.Config{}, files)
	const adverse, positive = "Adverse impact on age, size high: There is nowhere to rest.", "Positive impact on sex, size low"
	for at, said := range map[string]string{
		"/reports/benches": "Benches help people who cannot walk far.", eia.PublicPath + "/benches": "On the whole residents gain.",
	} {
		page := site.crawl.Get(crawltest.Anonymous, at).Text()
		first := strings.Index(page, adverse)
		if then := strings.Index(page, positive); first < 0 || then < first || strings.Index(page, said) < then {
			t.Errorf("%s does not have, in this order, “%s”, “%s” and “%s”:\n%s", at, adverse, positive, said, page)
		}
	}
}
