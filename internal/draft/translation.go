package draft

import (
	"context"
	"strings"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/builder"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/translation"
)

// TranslationName identifies a version of a questionnaire in the files that go to translators.
func TranslationName(slug consult.Slug, edition string) string { return slug + "/versions/" + edition }

// NewTranslationFile returns the texts of a version for translators. note returns what a translator should know about
// a text.
func NewTranslationFile(d *Draft, texts *builder.EditionTexts, note func(*builder.EditionText) string) *translation.File {
	f := &translation.File{
		Name: TranslationName(d.Slug, texts.Edition), SourceLang: d.Definition.Forms[0].Lang, Lang: texts.Lang,
	}
	for i := range texts.Pages {
		p := &texts.Pages[i]
		for j := range p.Texts {
			t := &p.Texts[j]
			f.Units = append(f.Units, translation.Unit{
				ID: t.FieldName, Section: p.Title, Note: note(t), Source: t.Master, Target: t.Own, Previous: t.WrittenFor,
				State: stateOf(t),
			})
		}
	}
	return f
}

func stateOf(t *builder.EditionText) translation.State {
	switch {
	case strings.TrimSpace(t.Own) == "":
		return translation.Missing
	case t.Stale:
		return translation.Outdated
	}
	return translation.Translated
}

// TranslationPlan is what a file from a translator would change.
type TranslationPlan struct {
	Changes   []TranslationChange
	Unusable  []builder.EditionText // their translations have tags in place of parts of the text
	Absent    []builder.EditionText // the file does not have them; they stay as they are
	Unknown   []string              // ids of texts that the version does not have; they are left out
	Untouched int                   // texts that the file leaves as they are
}

// TranslationChange is a text that a file from a translator would change.
type TranslationChange struct {
	builder.EditionText
	Unit            translation.Unit
	OriginalChanged bool // since the file was made: the text will be marked as out of date
	Confirmed       bool // the translator has marked the text as up to date, and not changed it
	Problems        []locale.LazyMessage
}

// PlanTranslation compares a file from a translator with the texts of a version of the questionnaire of slug. It
// refuses a file that was made for another version.
func PlanTranslation(slug consult.Slug, texts *builder.EditionTexts, f *translation.File) (*TranslationPlan, error) {
	if name := TranslationName(slug, texts.Edition); f.Name != name {
		return nil, fault.Newf(fault.Invalid, "This file is for “%s”, not for “%s”. Select the file for this version.", f.Name, name)
	}
	if !sameLanguage(f.Lang, texts.Lang) {
		return nil, fault.Newf(fault.Invalid, "This file is in the language “%s”, not in “%s”.", f.Lang, texts.Lang)
	}
	plan, known := &TranslationPlan{}, map[string]translation.Unit{}
	for _, u := range f.Units {
		known[u.ID] = u
	}
	for t := range texts.All() {
		u, ok := known[t.FieldName]
		delete(known, t.FieldName)
		confirmed := t.Stale && u.Target == t.Own && u.State == translation.Translated && u.Source == strings.TrimSpace(t.Master)
		switch {
		case !ok:
			plan.Absent = append(plan.Absent, *t)
		case u.Tagged:
			plan.Unusable = append(plan.Unusable, *t)
		case u.Target == "" || u.Target == t.Own && !confirmed:
			plan.Untouched++
		default:
			plan.Changes = append(plan.Changes, TranslationChange{*t, u, u.Source != strings.TrimSpace(t.Master), confirmed,
				translation.Check(t.Master, u.Target)})
		}
	}
	for _, u := range f.Units {
		if _, left := known[u.ID]; left {
			plan.Unknown = append(plan.Unknown, u.ID)
		}
	}
	return plan, nil
}

// sameLanguage reports whether two tags are of the same language. Tools add a region to a tag.
func sameLanguage(a, b string) bool {
	a, _, _ = strings.Cut(a, "-")
	b, _, _ = strings.Cut(b, "-")
	return strings.EqualFold(a, b)
}

// ApplyTranslation makes the changes that [PlanTranslation] finds in f to the given version of the draft, and records
// for which texts of the original the translations were written.
func (s *Service) ApplyTranslation(
	ctx context.Context, by actor.Actor, slug consult.Slug, version Version, edition string, f *translation.File,
) (d *Draft, err error) {
	defer fault.Wrap(&err, "import a translation of version %s of the questionnaire of %s", edition, slug)
	var known textSources
	if err := s.DB.View(ctx, func(tx *db.Tx) (err error) { known, err = loadTextSources(ctx, tx, slug); return err }); err != nil {
		return nil, err
	}
	return s.changeAs(ctx, by, slug, version, kindOfChange{act: "import-translation"}, func(d *Draft) (sources []textSource, err error) {
		i := builder.EditionIndex(&d.Definition, edition)
		if i < 0 {
			return nil, builder.EditionNotFound()
		}
		all := builder.NewEditionTexts(&d.Definition, i, known.staleIn(d))
		plan, err := PlanTranslation(slug, all, f)
		if err != nil {
			return nil, err
		}
		texts := map[string]string{}
		for _, c := range plan.Changes {
			texts[c.FieldName] = c.Unit.Target
			master := c.Master
			if c.OriginalChanged {
				master = c.Unit.Source
			}
			sources = append(sources, textSource{c.Key, c.Unit.Target, master})
		}
		builder.ApplyEditionTexts(&d.Definition, i, texts)
		return sources, nil
	})
}
