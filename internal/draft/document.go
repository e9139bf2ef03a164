package draft

import (
	"context"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/builder"

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

func newDocumentEdition(d *Draft, doc, edition string, made textSources) (*DocumentEdition, error) {
	found, ok := d.Definition.Document(doc)
	if !ok {
		return nil, builder.DocumentNotFound()
	}
	at := slices.IndexFunc(found.Editions, func(e consult.Edition) bool { return e.ID() == edition })
	if at < 0 {
		return nil, builder.EditionNotFound()
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
		return nil, builder.EditionNotFound()
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
			return builder.DocumentNotFound()
		}
		e, ok := found.Edition(edition)
		if !ok {
			return builder.EditionNotFound()
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
