// Package exploreweb has the page on which staff count the answers to a closed consultation by groups.
package exploreweb

import (
	"cmp"
	"embed"
	"net/http"
	"runtime"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/feature"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

//go:embed templates/*.html
var templateFiles embed.FS

// Handlers serves the page.
type Handlers struct {
	*web.Deps
	service *analysis.Service
}

// New returns the feature with the page on which staff count answers by groups, and its task.
func New(deps *web.Deps, service *analysis.Service) feature.Feature {
	h := &Handlers{deps, service}
	f := feature.Feature{Name: "analysis", AuditLabels: auditLabels}
	const at = "/staff/consultations/{slug}/tables"
	f.AddRoutes(site.Route{Method: http.MethodGet, Pattern: at, Needs: actor.ReadResponses, Handler: h.choose},
		site.Route{Method: http.MethodPost, Pattern: at, Needs: actor.ReadResponses, Handler: h.count},
		site.Route{Method: http.MethodPost, Pattern: at + "/chart", Needs: actor.ReadResponses, Handler: h.downloadChart},
		site.Route{Method: http.MethodPost, Pattern: at + "/file", Needs: actor.ReadResponses, Handler: h.download},
		site.Route{Method: http.MethodPost, Pattern: at + "/views", Needs: actor.ReadResponses, Handler: h.saveView},
		site.Route{Method: http.MethodPost, Pattern: at + "/views/{id}", Needs: actor.ReadResponses, Handler: h.changeView})
	f.AddTask(web.ConsultationTask{
		Text: locale.Key("Count answers by group"), Path: at, Needs: actor.ReadResponses, Stage: web.StageResults,
	})
	f.AddExamples(tablesPage)
	f.Periodic = []feature.Periodic{{Name: "forget answers that are not counted", Every: 30 * time.Minute, Run: service.ForgetUnused}}
	return f
}

// choose shows the form on which a person chooses what to count.
func (h *Handlers) choose(w http.ResponseWriter, r *http.Request) error {
	t, err := h.service.Variables(r.Context(), site.Actor(r), r.PathValue("slug"))
	if fault.Is(err, fault.Conflict) {
		return h.writeRefusal(w, r, err)
	}
	if err != nil {
		return err
	}
	return h.writeForm(w, r, t, http.StatusOK, "", nil)
}

// writeRefusal shows why nothing can be counted yet.
func (h *Handlers) writeRefusal(w http.ResponseWriter, r *http.Request, refused error) error {
	return tablesPage.Write(w, r, http.StatusOK, tablesView{
		Back: web.BackToConsultation(r, r.PathValue("slug")), Message: page.ErrorMessage(r, refused),
	})
}

// writeInvalid shows the form as it was sent, with what is wrong.
func (h *Handlers) writeInvalid(w http.ResponseWriter, r *http.Request, wrong error) error {
	t, err := h.service.Variables(r.Context(), site.Actor(r), r.PathValue("slug"))
	if err != nil {
		return err
	}
	return h.write(w, r, http.StatusUnprocessableEntity, h.newView(r, t, r.PostFormValue, wrong))
}

// workers is how many processors count at the same time.
var workers = runtime.GOMAXPROCS(0)

// everyQuestion is the choice of all questions on the form.
const everyQuestion = "~all"

// count shows the form with the tables. The POST is answered with the page, without a redirect: what is counted is in
// the audit log.
func (h *Handlers) count(w http.ResponseWriter, r *http.Request) error {
	v, _, err := h.counted(w, r, analysis.NoDownload)
	if err != nil || v == nil {
		return err
	}
	return h.write(w, r, http.StatusOK, *v)
}

// counted returns the page with the tables that were asked for. It is nil if another page has been written instead. download says what
// of it leaves in a file.
func (h *Handlers) counted(w http.ResponseWriter, r *http.Request, download analysis.Download) (*tablesView, *analysis.Tables, error) {
	by, slug, value := site.Actor(r), r.PathValue("slug"), posted(r)
	q := tableQuery(r)
	q.Download = download
	t, err := h.service.CountTables(r.Context(), by, slug, q)
	switch {
	case fault.Is(err, fault.Conflict):
		return nil, nil, h.writeRefusal(w, r, err)
	case fault.Is(err, fault.Invalid):
		return nil, nil, h.writeInvalid(w, r, err)
	case err != nil:
		return nil, nil, err
	}
	v := h.newView(r, t, value, nil)
	if t.Counting {
		return nil, nil, h.write(w, r, http.StatusOK, v)
	}
	v.offerToSave(r, value, "")
	v.File, v.Purpose = tablesURL(slug)+"/file", q.Purpose
	return &v, t, nil
}

// fields returns the form, with what was chosen before.
func (h *Handlers) fields(r *http.Request, t *analysis.Tables, value func(name string) string, wrong error) form.Form {
	p := page.Printer(r)
	names := newNames(p, t)
	asked := &form.Field{Kind: form.Select, ID: "question", Name: "question", Label: p.Say("Question"), LabelSize: "s",
		Value: cmp.Or(value("question"), everyQuestion), Options: []form.Option{{Value: everyQuestion, Label: p.Say("All questions")}}}
	by := &form.Field{Kind: form.Select, ID: "by", Name: "by", Label: p.Say("Groups to compare"), LabelSize: "s", Value: value("by"),
		Options: []form.Option{{Value: "", Label: p.Say("Everyone together")}}}
	for i := range t.Variables {
		v := &t.Variables[i]
		option := form.Option{Value: v.ID, Label: names.Variable(v)}
		if v.Question != nil {
			asked.Options = append(asked.Options, option)
		}
		if len(v.Categories) == 0 {
			continue
		}
		by.Options = append(by.Options, option)
	}
	all := append(form.Form{asked, by}, names.FilterFields(t.Variables, value)...)
	for _, f := range all[:2] {
		for i := range f.Options {
			f.Options[i].Checked = f.Options[i].Value == f.Value
		}
	}
	if !t.Monitoring {
		all = append(all, &form.Field{Kind: form.Text, ID: "purpose", Name: "purpose", Label: p.Say("Why do you need this information?"),
			LabelSize: "s", Hint: p.Say("Only if you count equality monitoring answers. Your reason is kept in the audit log."),
			Value: value("purpose"), MaxLength: audit.MaxPurpose, Optional: true})
	}
	if wrong == nil {
		return all
	}
	for _, f := range all {
		if f.Name == "purpose" || t.Monitoring && f.Name == "question" {
			f.Error = page.ErrorMessage(r, wrong)
		}
	}
	return all
}
