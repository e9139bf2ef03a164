package draft

import (
	"context"
	"fmt"
	"strings"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/builder"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/survey"
)

// StartOptions says what a new draft is made from: at most one of Template, Saved, CopyFrom and File, or nothing.
type StartOptions struct {
	Title   string       // "": the title in File
	Type    consult.Type // "": the type of the template, copy or file
	FormKey string       // identifies the submitted form; submitting it again returns the draft it started

	Template string       // id of one of builder.Templates
	Saved    string       // id of a template that the actor's organisation saved
	CopyFrom consult.Slug // a consultation or draft of the actor's organisation
	File     []byte       // a definition file
}

// Start creates a draft and returns its slug, which is made from its title or taken from the definition file.
func (s *Service) Start(ctx context.Context, by actor.Actor, start StartOptions) (slug consult.Slug, err error) {
	defer fault.Wrap(&err, "start a draft")
	if !by.May(actor.Draft) {
		return "", forbidden()
	}
	def, err := s.initialDefinition(ctx, by, start)
	if err != nil {
		return "", err
	}
	if title := strings.TrimSpace(start.Title); title != "" {
		rename(&def, title, start.Template != "" || start.Saved != "")
	}
	if start.Type != "" {
		def.Type = start.Type
	}
	if def.Title == "" {
		return "", fault.New(fault.Invalid, "Enter a title for the consultation.")
	}
	def.Org, def.Published, def.ChangeReason = by.OwnOrg(), false, ""
	wanted := def.Slug
	if start.File == nil || !builder.ValidSlug(wanted) {
		wanted = builder.IDFrom(def.Title, "consultation")
	}
	err = s.DB.Update(ctx, func(tx *db.Tx) error {
		if start.FormKey != "" {
			started, err := db.All(ctx, tx, db.Text,
				`SELECT slug FROM draft_start WHERE started_by = $1 AND form_key = $2`, by.ID, start.FormKey)
			if err != nil {
				return err
			}
			if len(started) > 0 {
				slug = started[0]
				return nil
			}
		}
		if slug, err = FreeSlug(ctx, tx, wanted); err != nil {
			return err
		}
		def.Slug = slug
		if _, err := s.Edit.StartIn(ctx, tx, by, s.kind(), slug, ValuesOf(&def)); err != nil {
			return err
		}
		if start.FormKey != "" {
			_, err := tx.Exec(ctx, `INSERT INTO draft_start (started_by, form_key, slug) VALUES ($1, $2, $3)`, by.ID, start.FormKey, slug)
			if err != nil {
				return err
			}
		}
		return audit.Append(ctx, tx, by, "start-draft", "consultation", slug, "")
	})
	return slug, err
}

// rename gives def a title, and the same to its questionnaire, which people see who answer: if that has the
// title of a template, or of the consultation that was copied.
func rename(def *consult.Definition, title string, template bool) {
	if len(def.Forms) > 0 && (template || def.Forms[0].Title == def.Title) {
		*def = *builder.Clone(def)
		def.Forms[0].Title = title
	}
	def.Title = title
}

// initialDefinition returns the definition with which the draft starts.
func (s *Service) initialDefinition(ctx context.Context, by actor.Actor, start StartOptions) (consult.Definition, error) {
	switch {
	case start.File != nil:
		if s.ParseDefinition == nil {
			return consult.Definition{}, fault.New(fault.Invalid, "You cannot upload definition files to this site.")
		}
		return s.ParseDefinition(ctx, start.File)
	case start.CopyFrom != "":
		d, err := s.Get(ctx, by, start.CopyFrom)
		if err != nil {
			return consult.Definition{}, err
		}
		return resetForCopy(d.Definition), nil
	case start.Saved != "":
		return s.savedTemplate(ctx, by, start.Saved)
	case start.Template != "":
		t, ok := builder.TemplateByID(start.Template)
		if !ok {
			return consult.Definition{}, fault.New(fault.Invalid, "Select a template from the list.")
		}
		return t.Definition, nil
	}
	return consult.Definition{
		Type:  consult.Engagement,
		Forms: []survey.Form{{ID: "survey", Title: strings.TrimSpace(start.Title), Lang: "en", Edition: "standard"}},
	}, nil
}

// ExportDefinition returns the draft of slug as a definition file.
func (s *Service) ExportDefinition(ctx context.Context, by actor.Actor, slug consult.Slug) ([]byte, error) {
	if s.FormatDefinition == nil {
		return nil, fault.New(fault.NotFound, "You cannot download definition files from this site.")
	}
	d, err := s.Get(ctx, by, slug)
	if err != nil {
		return nil, err
	}
	return s.FormatDefinition(&d.Definition)
}

// resetForCopy returns a copy of def for another consultation: without its dates, the consultation it follows,
// its register entry and the date of its equality questions.
func resetForCopy(def consult.Definition) consult.Definition {
	fresh := *builder.Clone(&def)
	fresh.Opens, fresh.Closes, fresh.Feedback, fresh.Follows = "", "", "", ""
	fresh.Register = nil
	if fresh.Monitoring != nil {
		fresh.Monitoring.Wording = ""
	}
	return fresh
}

// FreeSlug returns wanted, or wanted with the first number appended that makes it a slug which no draft and no
// consultation has.
func FreeSlug(ctx context.Context, tx *db.Tx, wanted consult.Slug) (consult.Slug, error) {
	for n, try := 2, wanted; ; n++ {
		taken, err := edit.ExistsIn(ctx, tx, baseKind(), try)
		if err == nil && !taken {
			taken, err = consult.Exists(ctx, tx, try)
		}
		if err != nil || !taken {
			return try, err
		}
		try = fmt.Sprintf("%s-%d", wanted, n)
	}
}
