package exploreweb

import (
	"math"
	"net/http"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/analysis/resultview"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/question"
	"github.com/folkmoot/folkmoot/internal/web"
	"github.com/folkmoot/folkmoot/represent"
)

// weightName is the field with the IDs of the questions by which answers are weighted.
const weightName = "weight"

// posted returns the fields of a form that was sent. Those with several values have them separated by spaces.
func posted(r *http.Request) func(name string) string {
	return func(name string) string {
		one := r.PostFormValue(name)
		if name == weightName {
			return strings.Join(r.PostForm[name], " ")
		}
		return one
	}
}

// weightsView is the choice of weights, and what they are.
type weightsView struct {
	Field   *form.Field  // nil if there is no question to choose
	Reasons []weightLine // why other questions cannot be used
	Open    bool         // unfolded, as something is chosen
	Made    bool         // the tables have weighted shares
	Failed  []weightLine // why they have none although a question was chosen
	Facts   []weightFact
}

// weightFact is something about the weights.
type weightFact struct {
	Key   string
	Lines []weightLine
}

// weightLine is something about a question or a group, with its name, or about all.
type weightLine struct {
	Name page.UserText
	Text string
}

// String returns the line for a file.
func (l weightLine) String() string {
	if l.Name.Text != "" && l.Text != "" {
		return l.Name.Text + " – " + l.Text
	}
	return l.Name.Text + l.Text
}

func newWeights(n question.Names, t *analysis.Tables, value func(name string) string) *weightsView {
	v := &weightsView{}
	chosen := strings.Fields(value(weightName))
	f := &form.Field{Kind: form.Checkboxes, ID: weightName, Name: weightName, Label: n.Say("Questions to weight on"), LabelSize: "s",
		Hint: n.Say("Respondents get the shares that the groups have among affected users or residents.")}
	for i := range t.Weightable {
		c := &t.Weightable[i]
		if !c.Usable() {
			v.Reasons = append(v.Reasons, notWeighted(n, c))
			continue
		}
		used := c.Used()
		f.Options = append(f.Options, form.Option{Value: c.ID, Label: weightedName(n, c).Text, Lang: weightedName(n, c).Lang,
			Hint: resultview.SourceText(n.Printer, &used), Checked: slices.Contains(chosen, c.ID)})
		v.Open = v.Open || slices.Contains(chosen, c.ID)
	}
	if f.Options != nil {
		v.Field = f
	}
	if t.Weighting != nil {
		v.add(n, t.Weighting)
	}
	return v
}

// add adds what weights t has.
func (v *weightsView) add(n question.Names, w *analysis.Weighting) {
	var not []weightLine
	for i := range w.Not {
		not = append(not, notWeighted(n, &w.Not[i]))
	}
	if v.Made = len(w.On) > 0; !v.Made {
		v.Failed = not
		return
	}
	add := func(key string, lines ...weightLine) {
		if lines != nil {
			v.Facts = append(v.Facts, weightFact{key, lines})
		}
	}
	fact := func(key, value string) { add(key, weightLine{Text: value}) }
	var on, unknown, missing []weightLine
	for i := range w.On {
		one := &w.On[i]
		used := one.Used()
		name := weightedName(n, &one.WeightCandidate)
		on = append(on, weightLine{name, resultview.SourceText(n.Printer, &used)})
		if one.Unknown > 0 {
			unknown = append(unknown, weightLine{name, n.Count(one.Unknown, "%d response", "%d responses")})
		}
		for _, id := range one.Missing {
			missing = append(missing, weightLine{Name: weightedGroup(n, &one.WeightCandidate, id)})
		}
	}
	add(n.Say("Weighted on"), on...)
	add(n.Say("Not weighted on"), not...)
	fact(n.Say("Counted responses"), n.Number(w.People))
	fact(n.Say("Effective sample size"), n.Whole(w.EffectiveSize))
	fact(n.Say("Design effect"), n.Fixed(w.DesignEffect, 2))
	fact(n.Say("Smallest and largest weight"), n.Say("%s and %s", n.Fixed(w.Smallest, 2), n.Fixed(w.Largest, 2)))
	fact(n.Say("Responses with a weight at the limits of %s and %s", n.Fixed(w.Limits.Least, 1), n.Fixed(w.Limits.Most, 1)),
		n.Number(w.Trimmed))
	if !w.Converged {
		fact(n.Say("Largest difference that is left"), n.Say("%s percentage points", n.Fixed(math.Ceil(1000*w.LargestError)/10, 1)))
	}
	add(n.Say("Responses without a usable answer"), unknown...)
	add(n.Say("Groups with no responses"), missing...)
}

// weightsNote says how the answers are weighted.
func weightsNote(p *locale.Printer, w *analysis.Weighting) []string {
	all := []string{
		p.Say("The unweighted numbers count each response the same. Weighted shares are beside them, to check whether a finding depends on " +
			"who answered. They are not results and are never published."),
		p.Say(represent.SelfSelected) + " " + p.Say("Weights do not repair self-selection: within each group, the people who responded can "+
			"still differ from those who did not."),
		p.Say("Weights are computed by raking from all counted responses, also if you filter them. Their mean is 1, and they are limited "+
			"to between %s and %s.", p.Fixed(w.Limits.Least, 1), p.Fixed(w.Limits.Most, 1)),
		p.Say("Responses without an answer to a question, or from people outside its figures, together keep the share that they have " +
			"without weights."),
	}
	if len(w.Missing) > 0 {
		all = append(all, p.Say("The shares of groups with no responses are divided among the other groups of the question."))
	}
	return append(all, p.Say("Means and medians are not weighted."))
}

// notWeighted says why answers cannot be weighted by c.
func notWeighted(n question.Names, c *analysis.WeightCandidate) weightLine {
	var reasons []string
	for i := range c.Benchmarks {
		b := &c.Benchmarks[i]
		reasons = append(reasons, web.PopulationText(n.Printer, b.Population)+": "+web.ReasonText(n.Printer, b.Reason))
	}
	if len(reasons) == 0 {
		reasons = append(reasons, n.Say("We have no figures about affected users or residents."))
	}
	return weightLine{weightedName(n, c), strings.Join(reasons, " ")}
}

// weightedName returns the name of the question by which answers are weighted.
func weightedName(n question.Names, c *analysis.WeightCandidate) page.UserText {
	if c.ID == string(represent.Disability) {
		return page.UserText{Text: n.Say("Disability under the Equality Act")}
	}
	return page.UserText{Text: n.Variable(c.Variable), Lang: n.Lang}
}

// weightedGroup returns the name of a group of a question by which answers are weighted.
func weightedGroup(n question.Names, c *analysis.WeightCandidate, id string) page.UserText {
	if name := web.GroupName(n.Printer, id); name != "" {
		return page.UserText{Text: name}
	}
	return n.Group(c.Variable, id)
}
