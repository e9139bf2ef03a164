package draft

import (
	"context"
	"encoding/json"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// RecordsPath is the page of a draft with its changes, comments and approval.
const RecordsPath = "/staff/consultations/{slug}/changes"

// baseKind declares drafts as working copies of package edit, as far as it is needed to read them.
func baseKind() *edit.Kind {
	at := func(page string) func(string) string {
		return func(slug string) string { return "/staff/consultations/" + slug + page }
	}
	return &edit.Kind{
		Name: "consultation", Path: RecordsPath,
		One: "Consultation", Many: "Changes, approval and history",
		Write: actor.Draft, Approve: actor.Publish, Agrees: edit.AgreesAtFirst,
		OfConsultation: consult.TitleAndOrg,
		Load: func(ctx context.Context, tx *db.Tx, slug string) (edit.Values, error) {
			c, err := consult.Get(ctx, tx, slug)
			if err == nil && c.Stage == consult.StageDraft {
				err = notFound()
			}
			if err != nil {
				return nil, err
			}
			return storedValues(ctx, tx, slug)
		},
		Published:   consult.PublicOptions,
		Initial:     storedValues,
		Deleted:     deleteRemains,
		Title:       func(v edit.Values) string { return definitionOf(v).Title },
		EditPath:    at("/about"),
		PublishPath: at("/check"),
	}
}

// kind declares drafts as records that are edited, checked and published on pages of their own. A draft that is
// submitted for approval has to be ready.
func (s *Service) kind() *edit.Kind {
	k := baseKind()
	k.Publish = func(ctx context.Context, l *definition.Loading, slug string, _ edit.Values) error {
		return s.checkReady(ctx, l, slug)
	}
	k.Lacks = func(ctx context.Context, tx *db.Tx, by actor.Actor, c *edit.Copy) error {
		checked, err := s.check(ctx, tx, by, c.ID)
		if err == nil {
			err = checked.notReady()
		}
		if fault.Is(err, fault.Invalid) || fault.Is(err, fault.Conflict) {
			format, args := fault.MessageFormat(err)
			return &edit.LinkedError{Err: fault.Newf(fault.Invalid, format, args...), Href: k.PublishPath(c.ID)}
		}
		return err
	}
	k.Words = s.inWords
	return k
}

// Records returns drafts as a kind of record with versions, comments and approval.
func (s *Service) Records() []edit.Kind { return []edit.Kind{*s.kind()} }

func storedValues(ctx context.Context, tx *db.Tx, slug string) (edit.Values, error) {
	def, err := consult.GetDefinition(ctx, tx, slug)
	if err != nil {
		return nil, err
	}
	return ValuesOf(def), nil
}

// ValuesOf returns the settings of a definition, each as JSON.
func ValuesOf(def *consult.Definition) edit.Values {
	var settings map[string]json.RawMessage
	if err := json.Unmarshal([]byte(db.JSON(def)), &settings); err != nil {
		panic("draft: a definition is not a JSON object: " + err.Error())
	}
	v := edit.Values{}
	for name, setting := range settings {
		v.Set(name, string(setting))
	}
	return v
}

// definitionOf reverses ValuesOf.
func definitionOf(v edit.Values) *consult.Definition {
	settings := map[string]json.RawMessage{}
	for name := range v {
		settings[name] = json.RawMessage(v.Text(name))
	}
	def := &consult.Definition{}
	if err := json.Unmarshal([]byte(db.JSON(settings)), def); err != nil {
		panic("draft: what ValuesOf returned is no definition: " + err.Error())
	}
	return def
}

// newDraft returns the draft that c is a copy of. If the consultation has been changed since, such as by an extension,
// the draft has those changes too.
func newDraft(ctx context.Context, tx *db.Tx, c *edit.Copy) (*Draft, error) {
	values, base := c.Values, c.Base
	var clashes []string
	var was *consult.Definition
	if base != nil && c.Pending() {
		published, err := storedValues(ctx, tx, c.ID)
		if err != nil {
			return nil, err
		}
		if edit.SeenOf(published) != c.Seen() {
			was = definitionOf(base)
		}
		values, clashes = mergeSettings(base, values, published)
		base = published
	}
	d := &Draft{Slug: c.ID, Org: c.Org, Definition: *definitionOf(values), Version: newVersion(c.Version, base), State: c.State,
		ChangedBy: c.ChangedBy, ChangedAt: c.ChangedAt, Was: was, clashes: clashes, copy: c,
		digest: edit.SeenOf(values) + edit.SeenOf(base)}
	if len(c.Writers) > 0 {
		d.StartedBy = c.Writers[0]
	}
	if base != nil {
		d.Base = definitionOf(base)
	}
	return d, nil
}

// findDraft returns the draft of slug, which may be the published consultation unchanged.
func findDraft(ctx context.Context, tx *db.Tx, by actor.Actor, slug consult.Slug) (*Draft, error) {
	c, err := edit.FindIn(ctx, tx, by, baseKind(), slug)
	if fault.Is(err, fault.NotFound) {
		return nil, notFound()
	}
	if err != nil {
		return nil, err
	}
	return newDraft(ctx, tx, c)
}

// ListCopies is ListByOrg without what has been published since a draft was changed, which is read for each draft.
func ListCopies(ctx context.Context, tx *db.Tx, org, at string, size int) (db.Page[*edit.Copy], error) {
	return edit.ListPendingIn(ctx, tx, baseKind(), org, at, size)
}

// DefinitionIn returns the definition in a copy.
func DefinitionIn(c *edit.Copy) *consult.Definition { return definitionOf(c.Values) }

// ListByOrg returns the page of up to size drafts of an organisation at the cursor at, the last changed first.
func ListByOrg(ctx context.Context, tx *db.Tx, org, at string, size int) (page db.Page[*Draft], err error) {
	found, err := ListCopies(ctx, tx, org, at, size)
	if err != nil {
		return page, err
	}
	for _, c := range found.Items {
		d, err := newDraft(ctx, tx, c)
		if err != nil {
			return page, err
		}
		page.Items = append(page.Items, d)
	}
	return db.Paged(found, page.Items), nil
}

// drafted returns which of these consultations have a draft.
func drafted(ctx context.Context, tx *db.Tx, slugs []consult.Slug) (map[consult.Slug]bool, error) {
	have := map[consult.Slug]bool{}
	copies, err := edit.PendingIn(ctx, tx, baseKind(), slugs)
	for _, c := range copies {
		have[c.ID] = true
	}
	return have, err
}

// ChangedIn returns which of these consultations have a draft, and who has changed it.
func ChangedIn(ctx context.Context, tx *db.Tx, slugs []consult.Slug) (map[consult.Slug][]string, error) {
	have := map[consult.Slug][]string{}
	copies, err := edit.PendingIn(ctx, tx, baseKind(), slugs)
	for _, c := range copies {
		have[c.ID] = append([]string{c.ChangedBy}, c.Writers...)
	}
	return have, err
}
