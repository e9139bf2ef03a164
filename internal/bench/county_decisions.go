package bench

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/folkmoot/folkmoot/internal/decision"
	"github.com/folkmoot/folkmoot/internal/easyread"
	"github.com/folkmoot/folkmoot/internal/evidence"
	"github.com/folkmoot/folkmoot/internal/forwardplan"
	"github.com/folkmoot/folkmoot/internal/progressreport"
	"github.com/folkmoot/folkmoot/internal/report"
	"github.com/folkmoot/folkmoot/internal/risk"
)

func decisionRef(i int) string { return fmt.Sprintf("county-decision-%d", i+1) }

// writeDecisions writes a decision for every fourth assessment, which those who decided had received, with key issues.
func (w *countyWriter) writeDecisions() {
	for i := range w.Assessments / 4 {
		version := assessmentRef(i*4) + "#1"
		day := w.ago(300 - i%280)
		d := decision.Decision{Ref: decisionRef(i), Title: w.title(), Kind: decision.Outcome, Body: "Cabinet",
			Date: day, Makers: []string{"The Cabinet"},
			Summary: w.sentences(2), Decided: []string{w.sentences(1), w.sentences(1)}, Reasons: w.sentences(3),
			Rejected: []decision.Alternative{{Option: w.title(), Why: w.sentences(1)}},
			Strategy: strategyRef(i % w.strategies()), Source: w.source(),
			Received: []decision.Received{{Title: "Impact assessment", Version: "1", Date: w.ago(310),
				Assessment: version,
				Address:    "/assessments/" + assessmentRef(i*4) + "/versions/1"}}, Assessments: []string{version},
			DueRegard: map[string]string{}, Invented: countyInvented}
		for _, p := range decision.Principles {
			d.DueRegard[p.Code] = w.sentences(1)
		}
		for n := range 4 {
			d.Issues = append(d.Issues, decision.Issue{Ref: fmt.Sprintf("county-%d-i%d", i+1, n+1),
				Issue: w.sentences(1), RaisedBy: one(w, whom),
				Response: w.sentences(1), Change: w.sentences(1),
				Actions: []string{actionRef(w.rng.IntN(w.Actions))}})
		}
		w.add("decisions/"+d.Ref+".yaml", &d)
	}
}

// writeForwardPlan writes an entry of the forward plan for each decision, and as many for meetings to come.
func (w *countyWriter) writeForwardPlan() {
	for i := range w.Assessments / 2 {
		e := forwardplan.Entry{Ref: fmt.Sprintf("county-plan-%d", i+1), Title: w.title(), Key: true,
			Maker: "Cabinet", Meeting: w.today.AddDate(0, 0, 40+i),
			About: w.sentences(2), Copies: "On this website", Published: w.ago(20), Invented: countyInvented}
		if made := i / 2; i%2 == 0 && made < w.Assessments/4 {
			e.Meeting, e.Decision, e.Published = w.ago(300-made%280), decisionRef(made), w.ago(400)
		}
		w.add("forward-plan/"+e.Ref+".yaml", &e)
	}
}

// writeReports writes a report for every fourth assessment.
func (w *countyWriter) writeReports() {
	for i := range w.Assessments / 4 {
		r := report.Report{Ref: fmt.Sprintf("county-report-%d", i+1), Title: w.title(), Body: "Cabinet",
			Meeting: w.ago(200 - i%190), Published: w.ago(210 - i%190),
			Author: one(w, owners), Contact: "Invented", Purpose: w.sentences(2),
			Recommendations: []string{w.sentences(1), w.sentences(1)},
			Reasons:         w.sentences(3), Background: w.sentences(20), Legal: w.sentences(1), Finance: w.sentences(1),
			Risk:        w.sentences(1),
			Assessments: []string{assessmentRef(i*4+1) + "#1"}, Invented: countyInvented,
			Options: []report.Option{{Option: w.title(), Role: report.Recommended, Effect: w.sentences(1),
				Why: w.sentences(1)},
				{Option: "Change nothing", Role: report.Nothing, Effect: w.sentences(1)}}}
		w.add("reports/"+r.Ref+".yaml", &r)
	}
}

// writeRisks writes a risk for every fourth assessment, and a comparison of options for every tenth.
func (w *countyWriter) writeRisks() {
	var def struct {
		Risks []risk.Risk `yaml:"risks"`
	}
	for i := range w.Assessments / 4 {
		def.Risks = append(def.Risks, risk.Risk{Ref: fmt.Sprintf("county-risk-%d", i+1), Title: w.title(),
			Who: w.groups(), Cause: w.sentences(1),
			Harm: one(w, evidence.Steps[1:]), Likelihood: one(w, evidence.Steps[1:]), People: int64(w.rng.IntN(9000)),
			Confidence: risk.Fair,
			Actions:    []string{actionRef(w.rng.IntN(w.Actions))}, Left: "1", LeftLikely: "2", Owner: one(w,
				owners), Review: w.ago(w.rng.IntN(400) - 300)})
	}
	w.add("risks/county.yaml", &def)
	for i := range w.Assessments / 10 {
		a := risk.Appraisal{Ref: fmt.Sprintf("county-options-%d", i+1), Title: w.title(), About: w.sentences(2),
			Invented: countyInvented}
		for o := range 4 {
			name := fmt.Sprintf("Option %d", o+1)
			a.Options = append(a.Options, risk.Option{Name: name, Does: w.sentences(1), Saving: int64(o) * 20_000})
			for e := range 3 {
				a.Effects = append(a.Effects, risk.Effect{Option: name, Who: whom[e], Does: w.sentences(1),
					Harm:       1 + w.rng.IntN(4),
					Likelihood: 1 + w.rng.IntN(4), People: int64(20 + w.rng.IntN(900))})
			}
		}
		w.add("options/"+a.Ref+".yaml", &a)
	}
}

// writeProgressReports writes an annual report for each strategy.
func (w *countyWriter) writeProgressReports() {
	for i := range w.strategies() {
		r := progressreport.Report{Ref: fmt.Sprintf("county-progress-%d", i+1), Title: w.title(),
			Kind: progressreport.Annual, Strategy: strategyRef(i),
			From: w.ago(500), To: w.ago(136), Foreword: w.sentences(4), Who: w.sentences(3),
			Notes: w.sentences(2), Invented: countyInvented,
			EasyRead: []easyread.Line{{Picture: "read", Words: "This report says what we did."}},
			Signed:   []progressreport.Signature{{Owner: owners[i%len(owners)], On: w.ago(60)}}}
		w.add("progress-reports/"+r.Ref+".yaml", &r)
	}
}

// writeInformation publishes the invented payroll of the demonstration, if the folder has it, for earlier years as well.
func (w *countyWriter) writeInformation() {
	text, err := os.ReadFile(filepath.Join(w.dir, "information/gender-pay-gap-2024.yaml"))
	for year := 2018; year < 2024 && err == nil; year++ {
		// The day before the last one that the law allows: 30 March of the year after.
		earlier := strings.NewReplacer("2025-03-27", fmt.Sprintf("%d-03-27", year+1), "2024",
			fmt.Sprint(year)).Replace(string(text))
		err = os.WriteFile(filepath.Join(w.dir, fmt.Sprintf("information/gender-pay-gap-%d.yaml", year)),
			[]byte(earlier), 0o600)
	}
	if !errors.Is(err, fs.ErrNotExist) {
		w.err = firstError(w.err, err)
	}
}
