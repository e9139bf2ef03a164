package releaseweb

import (
	"context"
	"net/http"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/operation"
	"github.com/folkmoot/folkmoot/internal/site"
)

// releaseKind is the kind of the operation that releases results.
const releaseKind = "release-results"

type releaseArguments = analysis.Terms

type countArguments struct{ GroupBy string }

// operations are those of this feature: to count the responses for a preview, and to
// release the results.
func operations(service *analysis.Service) []operation.Kind {
	path := func(o operation.Operation) string {
		var a countArguments // releaseArguments has them too
		if o.Decode(&a) != nil {
			return releaseURL(o.Subject)
		}
		return withGroups(releaseURL(o.Subject), a.GroupBy)
	}
	return []operation.Kind{{
		Name: analysis.CountOperation, Needs: actor.Release, Title: locale.Key("Count the responses"),
		Run: func(ctx context.Context, by actor.Actor, o operation.Operation) (r operation.Result, err error) {
			var a countArguments
			if err := o.Decode(&a); err != nil {
				return r, err
			}
			r.Data, r.Amount, err = service.CountPreview(ctx, by, o.Subject, a.GroupBy, func(err error) string {
				format, args := fault.MessageFormat(err)
				return o.Printer().Say(format, args...)
			})
			return r, err
		},
		Done: func(p *locale.Printer, o operation.Operation) string {
			return p.Count(o.Amount, "We have counted %d response.", "We have counted %d responses.")
		},
		Path: path,
	}, {
		Name: releaseKind, Needs: actor.Release, Title: locale.Key("Release the results"),
		Run: func(ctx context.Context, by actor.Actor, o operation.Operation) (r operation.Result, err error) {
			var a releaseArguments
			if err := o.Decode(&a); err != nil {
				return r, err
			}
			f, err := service.Publish(ctx, by, o.Subject, a)
			if err == nil {
				r.Amount = f.Number
			}
			return r, err
		},
		Done: func(p *locale.Printer, o operation.Operation) string {
			return p.Say("The results have been released. They are release %s.", p.Number(o.Amount))
		},
		Path: path,
	}}
}

// preview returns the preview of the next release, if that takes an instant, and the id
// of the operation that counts the responses for it at the moment, or "".
func (h *Handlers) preview(r *http.Request) (p *analysis.Preview, counting string, err error) {
	by, slug := site.Actor(r), r.PathValue("slug")
	counted, counting, err := h.Operations.Latest(r.Context(), by, analysis.CountOperation, slug)
	if err != nil {
		return nil, "", err
	}
	p, err = h.service.PreviewQuickly(r.Context(), by, slug, r.FormValue(groupField), counted.Data())
	return p, counting, err
}

// count counts the responses for the preview of a release.
func (h *Handlers) count(w http.ResponseWriter, r *http.Request) error {
	slug := r.PathValue("slug")
	return h.Operate(w, r, site.Actor(r), operation.Request{
		Kind: analysis.CountOperation, Subject: slug, Key: slug, Arguments: countArguments{r.FormValue(groupField)},
	}, nil)
}
