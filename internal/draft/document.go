package draft

import (
	"context"
	"slices"
	"strings"

	"golang.org/x/text/language"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// DocumentEdition is an edition of a document beside the master text, which is the first
// of its editions.
type DocumentEdition struct {
	*consult.Document
	Index         int // 0: the master itself
	Stale         bool
	MasterChanged bool // the master text changed without a new version
}

// Edition is the one that the paper shows.
func (p *DocumentEdition) Edition() *consult.Edition { return &p.Editions[p.Index] }

// Master is the text that the others are made from.
func (p *DocumentEdition) Master() *consult.Edition { return &p.Editions[0] }

func documentNotFound() error {
	return fault.New(fault.NotFound, "This document no longer exists. Go back to the list of documents.")
}

func newDocumentEdition(d *Draft, doc, edition string, made textSources) (*DocumentEdition, error) {
	found, ok := d.Definition.Document(doc)
	if !ok {
		return nil, documentNotFound()
	}
	at := slices.IndexFunc(found.Editions, func(e consult.Edition) bool { return e.ID() == edition })
	if at < 0 {
		return nil, editionNotFound()
	}
	p := &DocumentEdition{Document: found, Index: at}
	e := p.Edition()
	p.MasterChanged = at > 0 && made.isStale(d, documentKey(found, e), e.Text+e.Link, p.Master().Text)
	p.Stale = p.MasterChanged || found.IsOutdated(e)
	return p, nil
}

// DocumentEditions returns the working copy of slug, and of each edition of each document
// whether it is out of date.
func (s *Service) DocumentEditions(
	ctx context.Context,
	by actor.Actor,
	slug consult.Slug,
) (d *Draft, all map[string]*DocumentEdition, err error) {
	defer fault.Wrap(&err, "documents of %s", slug)
	if !by.May(actor.Draft) {
		return nil, nil, forbidden()
	}
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		if d, err = getDraft(ctx, tx, by, slug); err != nil {
			return err
		}
		made, err := loadTextSources(ctx, tx, slug)
		if err != nil {
			return err
		}
		all = map[string]*DocumentEdition{}
		for i := range d.Definition.Documents {
			doc := &d.Definition.Documents[i]
			for j := range doc.Editions {
				id := doc.Editions[j].ID()
				if all[doc.ID+"/"+id], err = newDocumentEdition(d, doc.ID, id, made); err != nil {
					return err
				}
			}
		}
		return nil
	})
	return d, all, err
}

// AddDocument adds a document with an empty master text, and returns its id.
func AddDocument(def *consult.Definition, title string, kind consult.DocumentKind) (string, error) {
	title = strings.TrimSpace(title)
	if title == "" {
		return "", fault.New(fault.Invalid, "Enter a title for the document.")
	}
	var taken []string
	for _, doc := range def.Documents {
		taken = append(taken, doc.ID)
	}
	id := uniqueID(IDFrom(title, "document"), taken)
	def.Documents = append(def.Documents, consult.Document{ID: id, Title: title, Kind: kind, Version: "1",
		Editions: []consult.Edition{{Format: consult.Standard, Lang: "en", BasedOn: "1"}}})
	return id, nil
}

// AddDocumentEdition adds an edition of a document, and returns its id.
func AddDocumentEdition(def *consult.Definition, doc string, format consult.Format, lang string) (string, error) {
	found, ok := def.Document(doc)
	if !ok {
		return "", documentNotFound()
	}
	tag, err := language.Parse(strings.TrimSpace(lang))
	if err != nil || tag == language.Und {
		return "", fault.New(fault.Invalid, "Enter a language code, like en, gu or zh-Hant.")
	}
	if !slices.Contains(
		[]consult.Format{consult.Standard, consult.EasyRead, consult.LargePrint, consult.Translation, consult.SignedVideo},
		format,
	) {
		return "", fault.New(fault.Invalid, "Select a format from the list.")
	}
	e := consult.Edition{Format: format, Lang: tag.String(), BasedOn: found.Version}
	if slices.ContainsFunc(found.Editions, func(other consult.Edition) bool { return other.ID() == e.ID() }) {
		return "", fault.New(fault.Invalid, "This document already has a version in that format or language.")
	}
	found.Editions = append(found.Editions, e)
	return e.ID(), nil
}

// SaveDocumentEdition gives an edition its text. version is that of the master text: for
// an edition, the one it was made from. Up to date is what is so marked.
func (s *Service) SaveDocumentEdition(
	ctx context.Context,
	by actor.Actor,
	slug consult.Slug,
	version int64,
	doc, edition string,
	to consult.Edition,
	current bool,
) (*Draft, error) {
	d, papers, err := s.DocumentEditions(ctx, by, slug)
	if err != nil {
		return nil, err
	}
	p, ok := papers[doc+"/"+edition]
	if !ok {
		return nil, editionNotFound()
	}
	to.Text, to.Link, to.Title = strings.TrimSpace(to.Text), strings.TrimSpace(to.Link), strings.TrimSpace(to.Title)
	to.BasedOn = strings.TrimSpace(to.BasedOn)
	changed := to.Text != p.Edition().Text || to.Link != p.Edition().Link
	if p.Index > 0 && d.Version == version && (changed || current) {
		place := documentKey(p.Document, p.Edition())
		if err := s.saveTextSources(ctx, by, slug, []textSource{{place, to.Text + to.Link, p.Master().Text}}); err != nil {
			return nil, err
		}
	}
	return s.Change(ctx, by, slug, version, func(def *consult.Definition) error {
		found, ok := def.Document(doc)
		if !ok {
			return documentNotFound()
		}
		e, ok := found.Edition(edition)
		if !ok {
			return editionNotFound()
		}
		if p.Index == 0 && to.BasedOn != "" { // the version of the master is that of the document
			found.Version = to.BasedOn
		}
		if current || to.BasedOn == "" {
			to.BasedOn = found.Version
		}
		e.Title, e.Text, e.Link, e.BasedOn = to.Title, to.Text, to.Link, to.BasedOn
		return nil
	})
}

// RemoveDocumentEdition takes an edition out, or with edition "" the whole document.
func RemoveDocumentEdition(def *consult.Definition, doc, edition string) error {
	found, ok := def.Document(doc)
	if !ok {
		return documentNotFound()
	}
	if edition == "" {
		def.Documents = slices.DeleteFunc(def.Documents, func(other consult.Document) bool { return other.ID == doc })
		return nil
	}
	if found.Editions[0].ID() == edition {
		return fault.New(
			fault.Conflict,
			"You cannot remove the original because other versions are based on it. Remove the whole document instead.",
		)
	}
	found.Editions = slices.DeleteFunc(found.Editions, func(e consult.Edition) bool { return e.ID() == edition })
	return nil
}
