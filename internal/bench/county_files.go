package bench

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/action"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/eia"
	"github.com/folkmoot/folkmoot/internal/equality"
	"github.com/folkmoot/folkmoot/internal/evidence"
	"github.com/folkmoot/folkmoot/internal/place"
	"github.com/folkmoot/folkmoot/internal/strategy"
)

// CountySize is how much an invented county has.
type CountySize struct {
	Assessments int `json:"assessments"` // published, with a finding for each cell of the duty
	Actions     int `json:"actions"`
	Readings    int `json:"readings"` // of objectives, and values of updates of actions
}

// FullCounty is the size that every page has to be fast with.
var FullCounty = CountySize{Assessments: 400, Actions: 3000, Readings: 40_000}

// Part returns a county with one nth of everything.
func (s CountySize) Part(n int) CountySize {
	return CountySize{s.Assessments / n, s.Actions / n, s.Readings / n}
}

const (
	aimsEach       = 5 // aims of a strategy
	objectivesEach = 2 // objectives of an aim
	updatesEach    = 4 // updates of an action
	longSeries     = 500
)

// strategies returns how many strategies there are: one for each 120 actions, and at least four. An assessment covers each.
func (s CountySize) strategies() int { return max(4, s.Actions/120) }

// countyWriter writes the definition files of an invented county.
type countyWriter struct {
	CountySize
	dir   string
	rng   *rand.Rand
	today time.Time
	err   error // the first
}

// WriteCounty adds the definition files of an invented county to the folder dir, which has the files of the demonstration.
// The files are the same for the same size, seed and day. later has files that are loaded after them: new versions of
// assessments.
func WriteCounty(dir, later string, size CountySize, seed uint64, today time.Time) error {
	w := &countyWriter{CountySize: size, dir: dir, rng: rand.New(rand.NewPCG(seed, 1)),
		today: today.UTC().Truncate(24 * time.Hour)}
	w.writePlaces()
	w.writeNeeds()
	w.writeStrategies()
	w.writeActions()
	w.writeAssessments(later)
	w.writeDecisions()
	w.writeForwardPlan()
	w.writeReports()
	w.writeRisks()
	w.writeProgressReports()
	w.writeInformation()
	return w.err
}

// add writes a definition as a file.
func (w *countyWriter) add(name string, def any) { w.addTo(w.dir, name, def) }

func (w *countyWriter) addTo(dir, name string, def any) {
	text, err := definition.Encode(def)
	if err == nil {
		err = os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o700)
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, name), text, 0o600)
	}
	if w.err == nil {
		w.err = err
	}
}

// ago returns the day that many days before today.
func (w *countyWriter) ago(days int) time.Time { return w.today.AddDate(0, 0, -days) }

// one returns one of the list.
func one[T any](w *countyWriter, list []T) T { return list[w.rng.IntN(len(list))] }

// Words of which invented texts are put together.
var (
	verbs  = strings.Fields("Review Publish Test Repair Offer Translate Shorten Explain Extend Train")
	things = []string{"letters", "opening hours", "hearing loops", "bus times", "interpreters", "forms",
		"ramps", "courses", "grants", "visits"}
	whom = []string{"carers", "older people", "disabled people", "young parents", "new arrivals", "veterans",
		"rural families", "shift workers"}
	where = []string{"libraries", "day centres", "schools", "council offices", "children’s homes",
		"leisure centres", "villages", "market towns"}
	services = []string{"Libraries", "Adult social care", "Highways", "Children’s services", "Public health",
		"Communities", "People services",
		"Property", "Customer services", "Waste"}
	owners = []string{"Head of libraries", "Head of adult social care", "Head of highways",
		"Director of children’s services",
		"Director of public health", "Communities manager", "Head of people services", "Head of property"}
)

const countyInvented = "all of it, for a benchmark"

func (w *countyWriter) title() string {
	return fmt.Sprintf("%s %s for %s in %s", one(w, verbs), one(w, things), one(w, whom), one(w, where))
}

func (w *countyWriter) sentences(n int) string {
	all := make([]string, n)
	for i := range all {
		all[i] = fmt.Sprintf("Staff in %s told us that %s often wait for %s.", one(w, where), one(w, whom), one(w,
			things))
	}
	return strings.Join(all, " ")
}

func (w *countyWriter) groups() []string {
	all := equality.Protected(equality.Day(w.today.Format(time.DateOnly)))
	first := w.rng.IntN(len(all))
	return []string{string(all[first].Code), string(all[(first+1)%len(all)].Code)}
}

func (w *countyWriter) source() evidence.Source {
	return evidence.Source{Name: "Invented for a benchmark"}
}

// writePlaces adds wards to the places of the demonstration, and figures about each.
func (w *countyWriter) writePlaces() {
	districts := []string{"blaby", "charnwood", "harborough", "hinckley-and-bosworth", "melton",
		"north-west-leicestershire", "oadby-and-wigston"}
	var def place.Definition
	var figures strings.Builder
	figures.WriteString("code,Under 16,16 to 64,65 and over\n")
	for i := range max(1, w.Assessments/2) {
		p := place.Place{Ref: wardRef(i), Code: fmt.Sprintf("E05%06d", i), Name: fmt.Sprintf("Invented ward %d",
			i+1), Kind: place.Ward,
			Within: districts[i%len(districts)], Invented: countyInvented}
		def.Places = append(def.Places, p)
		fmt.Fprintf(&figures, "%s,%d,%d,%d\n", p.Code, 500+w.rng.IntN(900), 3000+w.rng.IntN(3000),
			600+w.rng.IntN(1500))
	}
	text, err := definition.Encode(&def)
	if err == nil {
		var file *os.File
		if file, err = os.OpenFile(filepath.Join(w.dir, "places.yaml"), os.O_APPEND|os.O_WRONLY, 0); err == nil {
			_, err = file.Write(bytes.TrimPrefix(text, []byte("places:\n")))
			err = firstError(err, file.Close())
		}
	}
	w.err = firstError(w.err, err)
	w.add("figures/county-wards.yaml", &place.TableDefinition{Tables: []place.Table{{Ref: "county-wards",
		Title:   "Ages in wards",
		Measure: place.Parts, Base: "residents", Source: "Invented for a benchmark", Date: w.ago(700),
		Invented: countyInvented,
		Text:     figures.String(), Columns: place.Mapping{Place: "code", Values: []string{"Under 16", "16 to 64",
			"65 and over"}}}}})
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func wardRef(i int) string { return fmt.Sprintf("county-ward-%d", i+1) }

func (w *countyWriter) needs() int { return max(1, w.Assessments/2) }

func needRef(i int) string { return fmt.Sprintf("county-need-%d", i+1) }

func (w *countyWriter) writeNeeds() {
	var def evidence.Definition
	for i := range w.needs() {
		n := evidence.Need{Ref: needRef(i), Title: w.title(), Summary: w.sentences(2), Figure: fmt.Sprintf("%d%%",
			1+w.rng.IntN(60)),
			Source: evidence.Source{Name: "Invented for a benchmark", Date: w.ago(1000 + w.rng.IntN(2000))},
			Kind:   one(w, evidence.Kinds),
			Places: []string{wardRef(i)}, Quality: one(w, evidence.Qualities), Characteristics: w.groups(),
			Invented: countyInvented}
		if i%3 == 0 {
			n.Gap = "The reason is not known."
		}
		def.Needs = append(def.Needs, n)
	}
	w.add("evidence/county.yaml", &def)
}

func strategyRef(i int) string { return fmt.Sprintf("county-strategy-%d", i+1) }

// objectiveRef returns the reference of an objective of a strategy.
func objectiveRef(i, objective int) string { return fmt.Sprintf("county-%d-o%d", i+1, objective+1) }

// writeStrategies writes strategies that begin one after another over ten years. The first objective of each has a long series
// of readings, as one measured each week has after ten years.
func (w *countyWriter) writeStrategies() {
	n := w.strategies()
	left := max(0, w.Readings-w.Actions*updatesEach)
	long := min(longSeries, left/n/2)
	short := (left/n - long) / (aimsEach*objectivesEach - 1)
	for i := range n {
		from := w.ago(3650 - i*3000/n)
		st := strategy.Strategy{Slug: strategyRef(i), Title: fmt.Sprintf("Plan %d: %s", i+1,
			strings.ToLower(w.title())), Summary: w.sentences(3),
			From: from, To: from.AddDate(6, 0, 0), Source: w.source(), Invented: countyInvented,
			Needs: []string{needRef(i % w.needs())},
			Versions: []strategy.Version{{ID: "draft", Kind: "consulted", Date: from.AddDate(0, -3, 0),
				Title: "Draft", Body: w.sentences(40)},
				{ID: "adopted", Kind: "adopted", Date: from, Title: "Adopted", Body: w.sentences(44),
					Changes: w.sentences(2)}}}
		if i%4 == 0 {
			st.ReportEvery = 3
		}
		for a := range aimsEach {
			aim := strategy.Aim{Ref: fmt.Sprintf("county-%d-aim%d", i+1, a+1), Title: w.title(),
				Summary: w.sentences(1)}
			for o := range objectivesEach {
				number := a*objectivesEach + o
				readings, every := short, 30
				if number == 0 {
					readings, every = long, 7
				}
				baseline, target := 20.0, 60.0
				objective := strategy.Objective{Ref: objectiveRef(i, number), Title: w.title(),
					Measure: "Percentage of people who get help in time",
					Unit:    "%", Baseline: &baseline, Target: &target, By: from.AddDate(6, 0, 0),
					Owner: owners[i%len(owners)], Source: w.source(),
					Needs: []string{needRef(w.rng.IntN(w.needs()))}}
				for r := range readings {
					objective.Readings = append(objective.Readings,
						strategy.Reading{Date: w.ago((readings - r) * every), Value: 20 + float64(w.rng.IntN(400))/10,
							Source: w.source(), Invented: "this reading"})
				}
				aim.Objectives = append(aim.Objectives, objective)
			}
			st.Aims = append(st.Aims, aim)
		}
		w.add("strategies/"+st.Slug+".yaml", &st)
	}
}

func actionRef(i int) string { return fmt.Sprintf("county-a%d", i+1) }

// writeActions writes the actions: a fifth of them in the plan of the first strategy, and hundreds of updates of one.
func (w *countyWriter) writeActions() {
	plans := make([]action.Definition, w.strategies())
	for i := range w.Actions {
		plan := 0
		if i%5 != 0 {
			plan = i % len(plans)
		}
		due := w.ago(1200 - w.rng.IntN(2400))
		baseline, target := 0.0, 100.0
		cost := action.Pence(w.rng.IntN(5_000_000))
		a := action.Action{Ref: actionRef(i), What: w.title(), Who: one(w, owners), Due: due,
			Measure: "Percentage done", Unit: "%",
			Baseline: &baseline, Target: &target, Objective: objectiveRef(plan,
				w.rng.IntN(aimsEach*objectivesEach)), Why: w.sentences(1),
			Needs: []string{needRef(w.rng.IntN(w.needs()))}, Groups: w.groups(), Cost: &cost, Source: w.source(),
			Invented: countyInvented}
		if i%50 == 0 && i > 0 {
			a.Closes = []string{needRef(i / 50 * 3 % w.needs())}
		}
		updates := updatesEach
		if i == 0 {
			updates = min(200, w.Actions/2)
		}
		for u := range updates {
			value := float64(u * 100 / updates)
			a.Updates = append(a.Updates, action.Update{Date: w.ago((updates-u)*45 + i%30), Status: one(w,
				action.Statuses[:5]),
				Text: w.sentences(1), Value: &value, Invented: "this update"})
		}
		plans[plan].Actions = append(plans[plan].Actions, a)
	}
	const each = 200 // in a file
	for i, plan := range plans {
		for part := 0; part*each < len(plan.Actions); part++ {
			some := plan.Actions[part*each : min(len(plan.Actions), (part+1)*each)]
			w.add(fmt.Sprintf("actions/county-%d-%d.yaml", i+1, part+1), &action.Definition{Actions: some})
		}
	}
}

func assessmentRef(i int) string { return fmt.Sprintf("county-assessment-%d", i+1) }

// writeAssessments writes the assessments: with second versions of every eighth among the files that are loaded later, and
// for every tenth another one that is only planned or was not needed.
func (w *countyWriter) writeAssessments(later string) {
	const each = 20 // in a file
	var def, second eia.Definition
	for i := range w.Assessments {
		a := w.assessment(i)
		def.Assessments = append(def.Assessments, a)
		if i%10 == 0 {
			def.Assessments = append(def.Assessments, w.notMade(i))
		}
		if i%8 == 0 {
			a.Summary += " " + w.sentences(1)
			a.Before = []string{assessmentRef((i + 1) % w.Assessments)}
			a.Published = a.Published.AddDate(0, 2, 0)
			second.Assessments = append(second.Assessments, a)
		}
		if i%each == each-1 || i == w.Assessments-1 {
			w.add(fmt.Sprintf("assessments/county-%d.yaml", i/each+1), &def)
			if len(second.Assessments) > 0 {
				w.addTo(later, fmt.Sprintf("assessments/county-%d.yaml", i/each+1), &second)
			}
			def, second = eia.Definition{}, eia.Definition{}
		}
	}
}

// notMade returns an assessment that is planned, or was not needed.
func (w *countyWriter) notMade(i int) eia.Assessment {
	a := eia.Assessment{Ref: fmt.Sprintf("county-not-made-%d", i+1), Title: w.title(), Subject: "project",
		Named: w.title(), Started: w.ago(300),
		Service: one(w, services), Why: w.sentences(1), Invented: countyInvented, Lead: one(w, owners)}
	if i%20 == 0 {
		a.Needed, a.PlannedBy = eia.NeedPlanned, w.ago(100-w.rng.IntN(300))
		return a
	}
	a.Needed, a.Route, a.Review = eia.NeedNo, "no-effect", w.today.AddDate(1, 0, 0)
	return a
}

// assessment returns a complete assessment with four impacts, and actions that reduce the adverse ones.
func (w *countyWriter) assessment(i int) eia.Assessment {
	started := w.ago(400 + w.rng.IntN(2500))
	published := started.AddDate(0, 2, 0)
	a := eia.Assessment{Ref: assessmentRef(i), Title: w.title(), Subject: "service", Purpose: w.sentences(2),
		Change: w.sentences(1), Started: started,
		Needed: eia.NeedYes, Lead: one(w, owners), Service: one(w, services), Baseline: w.sentences(1),
		Area: "Leicestershire",
		Year: started.Year(), Leading: eia.Adjust, Outcomes: []string{string(eia.Adjust)},
		Reasons: w.sentences(1), Harm: "2", Likelihood: "2",
		Summary: w.sentences(2), Review: published.AddDate(2+i%3, 0, 0), ExemptChecked: "Legal services",
		Published: published,
		Invented:  countyInvented, Named: w.title(),
		Options: []eia.Option{{Option: "Make the change", Assessed: true, Preferred: true},
			{Option: "Change nothing", WhyNot: w.sentences(1)}},
		Advice: []eia.Advice{{Team: "Legal services", Advice: w.sentences(1), Answer: w.sentences(1)}},
	}
	if i%5 == 0 {
		a.Activities = []string{"strategy:" + strategyRef(i/5%w.strategies())}
	}
	rules := eia.DefaultRules()
	cells, _ := rules.Cells(started, equality.Function{})
	first := w.rng.IntN(len(cells))
	adverse := []string{cells[first].Group, cells[(first+7)%len(cells)].Group}
	for _, c := range cells {
		f := eia.Finding{Cell: c.Code, Relevant: eia.RelevantNo, Finding: w.sentences(1)}
		if c.Group == adverse[0] || c.Group == adverse[1] {
			f.Relevant = eia.RelevantYes
		}
		a.Findings = append(a.Findings, f)
	}
	for n, group := range adverse {
		a.Impacts = append(a.Impacts, eia.Impact{Group: group, Direction: eia.Adverse, Size: one(w,
			[]eia.Size{eia.Low, eia.Medium, eia.Medium, eia.High}),
			Chance: "likely", Effect: w.sentences(1), Who: one(w, whom), Number: 40 + w.rng.IntN(4000),
			Left: eia.Low, Justified: w.sentences(1),
			Actions: []string{actionRef((i*4 + n) % w.Actions), actionRef((i*4 + n + 2) % w.Actions)}},
			eia.Impact{Group: group, Direction: eia.Positive, Size: eia.Medium, Effect: w.sentences(1)})
	}
	for range 2 {
		a.Evidence = append(a.Evidence, eia.Source{Need: needRef(w.rng.IntN(w.needs())), Dated: started.AddDate(0,
			-3, 0), Says: w.sentences(1), Quality: "partial"})
	}
	for n, signer := range rules.Signers {
		a.Signatures = append(a.Signatures, eia.Signature{Role: signer.Role, Post: owners[n], Words: signer.Words,
			Date: published})
	}
	return a
}
