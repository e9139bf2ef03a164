package projectweb

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/project"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

// act is what people do with a project in one form.
type act struct {
	path  string
	fill  func(h *handlers, r *http.Request, tx *db.Tx, p *project.Project, v *web.FormView) error // the form with what was typed
	do    func(h *handlers, r *http.Request, ref string) error
	saved func(words web.PagePrinter) string
}

var acts = []act{
	{"sign", (*handlers).fillSign, (*handlers).sign,
		func(words web.PagePrinter) string { return words.Say("Your organisation has signed the agreement.") }},
	{"withdraw", (*handlers).fillWithdraw,
		func(h *handlers, r *http.Request, ref string) error {
			return h.service.Withdraw(r.Context(), site.Actor(r), ref)
		},
		func(words web.PagePrinter) string {
			return words.Say("The signature of your organisation has been withdrawn.")
		}},
	{"plan", (*handlers).fillPlan, (*handlers).plan, func(words web.PagePrinter) string { return words.Say("The gate is prepared.") }},
	{"approve", (*handlers).fillApprove, (*handlers).approve,
		func(words web.PagePrinter) string { return words.Say("Your organisation has approved the gate.") }},
	{"decide", (*handlers).fillDecide, (*handlers).decide,
		func(words web.PagePrinter) string { return words.Say("The decision is recorded.") }},
	{"read", (*handlers).fillRead, (*handlers).read, func(words web.PagePrinter) string { return words.Say("The reading is recorded.") }},
	{"quarter", (*handlers).fillQuarter, (*handlers).quarter,
		func(words web.PagePrinter) string { return words.Say("Your organisation has signed off the quarter.") }},
}

// handle shows the form of an act and does it.
func (h *handlers) handle(a act) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		words, ref := h.PagePrinter(r), r.PathValue("ref")
		v := web.FormView{Back: page.Link{Text: words.Say("Work on the project"), Href: workPage(ref)}}
		if err := h.DB.View(r.Context(), func(tx *db.Tx) error {
			p, err := getForWork(r.Context(), tx, r)
			if err != nil {
				return err
			}
			v.Lead, v.Form, v.Action = []string{p.Title}, nil, workPage(ref)+"/"+a.path
			return a.fill(h, r, tx, p, &v)
		}); err != nil {
			return err
		}
		if r.Method == http.MethodGet {
			return web.WriteForm(w, r, v)
		}
		if err := a.do(h, r, ref); err != nil {
			if err := showErrors(r, v.Form, err); err != nil {
				return err
			}
			return web.WriteForm(w, r, v)
		}
		h.SetNotice(r, a.saved(words))
		return site.Redirect(w, r, workPage(ref))
	}
}

// showErrors puts each of the errors at its field, and what is about none of them at the last. It returns an error about which the
// person can do nothing.
func showErrors(r *http.Request, fields form.Form, err error) error {
	if _, err := web.FormError(r, err); err != nil || len(fields) == 0 {
		return err
	}
	var wrong definition.SettingErrors
	wrong.Add(err)
	says := map[*form.Field][]string{}
	for _, one := range wrong {
		at := fields[len(fields)-1]
		for _, f := range fields {
			if len(one.Path) > 0 && one.Path[0] == f.Name {
				at = f
			}
		}
		says[at] = append(says[at], page.ErrorMessage(r, one.Err))
	}
	for f, all := range says {
		f.SetError(strings.Join(all, " "))
	}
	return nil
}

// typed returns what was typed into a field, or what is stored if nothing has been sent.
func typed(r *http.Request, name, stored string) string {
	if r.Method == http.MethodGet {
		return stored
	}
	return r.PostFormValue(name)
}

func hidden(name, value string) *form.Field {
	return &form.Field{Kind: form.Hidden, ID: name, Name: name, Value: value}
}

func textarea(name, label, value string) *form.Field {
	return &form.Field{Kind: form.Textarea, ID: name, Name: name, Label: label, LabelSize: "s", Value: value}
}

func roleField(r *http.Request, words web.PagePrinter) *form.Field {
	return &form.Field{Kind: form.Text, ID: "role", Name: "role", Label: words.Say("Your role in the organisation"), LabelSize: "s",
		Hint: words.Say("For example, “Chair”."), Width: 30, Value: r.PostFormValue("role")}
}

func dateField(r *http.Request, words web.PagePrinter, name, label string, stored time.Time) *form.Field {
	if r.Method == http.MethodGet {
		return form.NewDate(words.Printer, name, label, form.DayTyped(stored))
	}
	return form.NewDate(words.Printer, name, label, form.TypedDate(r.PostForm, name))
}

// onlyMembers returns an error unless the person represents an organisation of p.
func onlyMembers(r *http.Request, p *project.Project) error {
	if p.Represents(site.Actor(r)) {
		return nil
	}
	return fault.New(fault.Forbidden, "Only a representative of an organisation that takes part in the project can do this.")
}

func (h *handlers) fillSign(r *http.Request, tx *db.Tx, p *project.Project, v *web.FormView) error {
	words := h.PagePrinter(r)
	if err := onlyMembers(r, p); err != nil {
		return err
	}
	current, err := project.CurrentAgreement(r.Context(), tx, p.Ref)
	if fault.Is(err, fault.NotFound) {
		return fault.New(fault.NotFound, "The project has no agreement yet. The organisation that leads it writes it first.")
	}
	if err != nil {
		return err
	}
	v.Title, v.Button = words.Say("Sign the project agreement"), words.Say("Sign for our organisation")
	v.Lead = append(v.Lead, words.Say("This is version %d. Everyone can see that your organisation has signed it, your role and the date. "+
		"Your name is not shown.", current.Version), current.Agreement, words.Say("%s to %s", words.Date(p.From), words.Date(p.Until)))
	if current.Cost != nil {
		v.Lead = append(v.Lead, words.Say("Cost")+": £"+current.Cost.In(words.Printer))
	}
	all, err := members(r.Context(), tx, words, p)
	for _, m := range all {
		line := m.Org.Text + ": " + m.Role
		if m.Does != "" {
			line += ". " + m.Does
		}
		v.Lead = append(v.Lead, line)
	}
	v.Form = form.Form{hidden("version", typed(r, "version", strconv.FormatInt(current.Version, 10))), roleField(r, words)}
	return err
}

func (h *handlers) sign(r *http.Request, ref string) error {
	version, _ := strconv.ParseInt(r.PostFormValue("version"), 10, 64) // 0 is no version: Sign says so
	return h.service.Sign(r.Context(), site.Actor(r), ref, version, r.PostFormValue("role"))
}

func (h *handlers) fillWithdraw(r *http.Request, _ *db.Tx, p *project.Project, v *web.FormView) error {
	words := h.PagePrinter(r)
	v.Title, v.Button = words.Say("Withdraw the signature of your organisation"), words.Say("Withdraw the signature")
	v.Lead = append(v.Lead, words.Say("The project cannot pass its next gate without the signature. You can sign again."))
	return onlyMembers(r, p)
}

// nextGate returns the next gate of p.
func nextGate(r *http.Request, tx *db.Tx, p *project.Project) (project.Gate, error) {
	g, ok, err := p.NextGate(r.Context(), tx)
	if err == nil && !ok {
		err = fault.New(fault.NotFound, "The project has passed all its gates.")
	}
	return g, err
}

func (h *handlers) fillPlan(r *http.Request, tx *db.Tx, p *project.Project, v *web.FormView) error {
	words := h.PagePrinter(r)
	g, err := nextGate(r, tx, p)
	v.Title, v.Button = words.Say("Prepare the gate"), words.Say("Save")
	v.Lead = append(v.Lead, project.GateLabel(g.To).In(words.Printer), words.Say("If you change it, the organisations approve it again."))
	v.Form = form.Form{
		hidden("to", typed(r, "to", string(g.To))),
		{Kind: form.Text, ID: "owner", Name: "owner", Label: words.Say("Role that is responsible for the gate"), LabelSize: "s", Width: 30,
			Value: typed(r, "owner", g.Owner)},
		dateField(r, words, "due", words.Say("Day of the decision"), g.Due),
		textarea("evidence", words.Say("Evidence for the decision"), typed(r, "evidence", g.Evidence)),
		textarea("conditions", words.Say("Conditions, if there are any"), typed(r, "conditions", g.Conditions)),
	}
	return err
}

func (h *handlers) plan(r *http.Request, ref string) error {
	return h.service.PlanGate(r.Context(), site.Actor(r), ref, project.Gate{To: project.Stage(r.PostFormValue("to")),
		Owner: r.PostFormValue("owner"), Due: form.ReadDate(h.PagePrinter(r).Printer, r.PostForm, "due"),
		Evidence: r.PostFormValue("evidence"), Conditions: r.PostFormValue("conditions")})
}

// describeGate adds what was prepared for a gate to the texts above a form.
func describeGate(words web.PagePrinter, v *web.FormView, g *project.Gate) {
	v.Lead = append(v.Lead, project.GateLabel(g.To).In(words.Printer))
	for _, one := range [][2]string{{words.Say("Responsible"), g.Owner}, {words.Say("Evidence"), g.Evidence},
		{words.Say("Conditions"), g.Conditions}} {
		if one[1] != "" {
			v.Lead = append(v.Lead, one[0]+": "+one[1])
		}
	}
}

func (h *handlers) fillApprove(r *http.Request, tx *db.Tx, p *project.Project, v *web.FormView) error {
	words := h.PagePrinter(r)
	if err := onlyMembers(r, p); err != nil {
		return err
	}
	g, err := nextGate(r, tx, p)
	v.Title, v.Button = words.Say("Approve the gate for our organisation"), words.Say("Approve")
	describeGate(words, v, &g)
	v.Form = form.Form{hidden("to", typed(r, "to", string(g.To))), hidden("part", typed(r, "part", g.Part())), roleField(r, words)}
	return err
}

func (h *handlers) approve(r *http.Request, ref string) error {
	return h.service.ApproveGate(r.Context(), site.Actor(r), ref, project.Stage(r.PostFormValue("to")), r.PostFormValue("part"),
		r.PostFormValue("role"))
}

func (h *handlers) fillDecide(r *http.Request, tx *db.Tx, p *project.Project, v *web.FormView) error {
	words := h.PagePrinter(r)
	g, err := nextGate(r, tx, p)
	v.Title, v.Button = words.Say("Decide about the gate"), words.Say("Record the decision")
	describeGate(words, v, &g)
	outcome := &form.Field{Kind: form.Radios, ID: "outcome", Name: "outcome", Label: words.Say("Decision"), LabelSize: "s"}
	for _, s := range project.Outcomes {
		outcome.Options = append(outcome.Options, form.Option{Value: string(s), Label: s.Label().In(words.Printer),
			Checked: r.PostFormValue("outcome") == string(s)})
	}
	v.Form = form.Form{hidden("to", typed(r, "to", string(g.To))), outcome,
		textarea("decision", words.Say("The decision and the reason for it"), r.PostFormValue("decision"))}
	return err
}

func (h *handlers) decide(r *http.Request, ref string) error {
	return h.service.DecideGate(r.Context(), site.Actor(r), ref, project.Stage(r.PostFormValue("to")),
		project.GateStatus(r.PostFormValue("outcome")), r.PostFormValue("decision"))
}

// periodOf returns the measure and the period that a form names.
func periodOf(r *http.Request, p *project.Project) (*project.Measure, *project.Period, error) {
	if m := p.Measure(r.FormValue("measure")); m != nil {
		for i := range m.Periods {
			if m.Periods[i].From.Format(time.DateOnly) == r.FormValue("from") {
				return m, &m.Periods[i], nil
			}
		}
	}
	return nil, nil, fault.New(fault.NotFound, "We cannot find that measure or period. Open the project again.")
}

func (h *handlers) fillRead(r *http.Request, _ *db.Tx, p *project.Project, v *web.FormView) error {
	words := h.PagePrinter(r)
	if err := onlyMembers(r, p); err != nil {
		return err
	}
	m, period, err := periodOf(r, p)
	if err != nil {
		return err
	}
	v.Title, v.Button = words.Say("Record a reading"), words.Say("Save")
	v.Lead = append(v.Lead, m.Title, words.Say("%s to %s", words.Date(period.From), words.Date(period.Until)))
	v.Form = form.Form{
		hidden("measure", m.Ref), hidden("from", r.FormValue("from")), hidden("seen", typed(r, "seen", strconv.Itoa(len(period.Readings)))),
		{Kind: form.Number, ID: "value", Name: "value", Label: words.Say("Value"), LabelSize: "s", Width: 10, Suffix: m.Unit,
			Value: r.PostFormValue("value")},
		dateField(r, words, "on", words.Say("Day on which it was read"), time.Time{}),
		roleField(r, words),
		textarea("how", words.Say("How it was read"), typed(r, "how", m.Method)),
	}
	if last := period.Current(); last != nil {
		v.Title = words.Say("Correct the reading")
		v.Lead = append(v.Lead, words.Say("The reading is %s. It stays in the history.", words.Decimal(last.Value)))
		v.Form = append(v.Form, textarea("because", words.Say("Why it is wrong"), r.PostFormValue("because")))
	}
	return nil
}

func (h *handlers) read(r *http.Request, ref string) error {
	seen, _ := strconv.Atoi(r.PostFormValue("seen")) // a number that is not that of the readings is refused
	from, err := time.Parse(time.DateOnly, r.PostFormValue("from"))
	if err != nil {
		return fault.New(fault.NotFound, "We cannot find that measure or period. Open the project again.")
	}
	value, err := strconv.ParseFloat(strings.ReplaceAll(strings.TrimSpace(r.PostFormValue("value")), ",", ""), 64)
	if err != nil || value-value != 0 { // infinity less itself is no number
		var wrong definition.SettingErrors
		wrong.Add(fault.New(fault.Invalid, "Enter the value as a number."), "value")
		return wrong
	}
	return h.service.Read(r.Context(), site.Actor(r), ref, r.PostFormValue("measure"), from, seen, project.Reading{Value: value,
		On: form.ReadDate(h.PagePrinter(r).Printer, r.PostForm, "on"), Role: r.PostFormValue("role"), How: r.PostFormValue("how"),
		Because: r.PostFormValue("because")})
}

func (h *handlers) fillQuarter(r *http.Request, _ *db.Tx, p *project.Project, v *web.FormView) error {
	words := h.PagePrinter(r)
	from, err := time.Parse(time.DateOnly, r.FormValue("from"))
	if err != nil {
		return fault.New(fault.NotFound, "We cannot find that quarter. Open the project again.")
	}
	v.Title, v.Button = words.Say("Sign off a quarter"), words.Say("Sign for our organisation")
	v.Lead = append(v.Lead, words.Say("%s to %s", words.Date(from), words.Date(from.AddDate(0, 3, -1))),
		words.Say("Everyone can read what you write, your role and the date. It cannot be changed later. "+
			"Readings are recorded with the measures."))
	v.Form = form.Form{hidden("from", r.FormValue("from")), roleField(r, words),
		textarea("words", words.Say("What your organisation did, and what it did not do"), r.PostFormValue("words"))}
	return onlyMembers(r, p)
}

func (h *handlers) quarter(r *http.Request, ref string) error {
	from, err := time.Parse(time.DateOnly, r.PostFormValue("from"))
	if err != nil {
		return fault.New(fault.NotFound, "We cannot find that quarter. Open the project again.")
	}
	return h.service.SignQuarter(r.Context(), site.Actor(r), ref, project.SignOff{Quarter: from, Role: r.PostFormValue("role"),
		Words: r.PostFormValue("words")})
}
