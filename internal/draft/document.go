package draft

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/builder"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// DocumentEdition is a version of a document. The first version of a document is its original, called the
// master in code.
type DocumentEdition struct {
	*consult.Document
	Index         int    // in the versions of the document; 0 is the master
	Stale         bool   // based on an earlier version number of the master, or MasterChanged
	MasterChanged bool   // the text of the master has changed since this was written
	WrittenFor    string // the text of the master that this was written for, if MasterChanged and it is known
}

// Edition returns the version.
func (e *DocumentEdition) Edition() *consult.Edition { return &e.Editions[e.Index] }

// Master returns the original on which the version is based.
func (e *DocumentEdition) Master() *consult.Edition { return &e.Editions[0] }

func findDocumentEdition(d *Draft, docID, editionID string) (*DocumentEdition, error) {
	doc, ok := d.Definition.Document(docID)
	if !ok {
		return nil, builder.DocumentNotFound()
	}
	at := slices.IndexFunc(doc.Editions, func(e consult.Edition) bool { return e.ID() == editionID })
	if at < 0 {
		return nil, builder.EditionNotFound()
	}
	return &DocumentEdition{Document: doc, Index: at}, nil
}

// DocumentEditions returns the draft of slug and the versions of its documents by document id, slash and
// version id.
func (s *Service) DocumentEditions(
	ctx context.Context, by actor.Actor, slug consult.Slug,
) (d *Draft, all map[string]*DocumentEdition, err error) {
	defer fault.Wrap(&err, "documents of %s", slug)
	if !by.May(actor.Draft) {
		return nil, nil, forbidden()
	}
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		if d, err = getDraft(ctx, tx, by, slug); err != nil {
			return err
		}
		sources, err := loadTextSources(ctx, tx, slug)
		if err != nil {
			return err
		}
		all, err = loadDocumentEditions(ctx, tx, d, sources)
		return err
	})
	return d, all, err
}

// loadDocumentEditions returns the versions of the documents of d by document id, slash and version id.
func loadDocumentEditions(ctx context.Context, tx *db.Tx, d *Draft, sources textSources) (map[string]*DocumentEdition, error) {
	isStale := sources.staleIn(d)
	all := map[string]*DocumentEdition{}
	changed := map[string]*DocumentEdition{} // those with MasterChanged, by the keys of their texts
	var stale []textSource
	for i := range d.Definition.Documents {
		doc := &d.Definition.Documents[i]
		for j := range doc.Editions {
			found := &DocumentEdition{Document: doc, Index: j}
			e := found.Edition()
			if all[doc.ID+"/"+e.ID()] != nil {
				continue
			}
			source := textSource{documentKey(doc, e), e.Text + e.Link, found.Master().Text}
			found.MasterChanged = j > 0 && isStale(source.key, source.text, source.master)
			found.Stale = found.MasterChanged || doc.IsOutdated(e)
			if found.MasterChanged {
				changed[source.key], stale = found, append(stale, source)
			}
			all[doc.ID+"/"+e.ID()] = found
		}
	}
	if len(stale) == 0 {
		return all, nil
	}
	written, err := sources.writtenFor(ctx, tx, d, stale)
	for key, found := range changed {
		found.WrittenFor = written[key]
	}
	return all, err
}

// SaveDocumentEdition changes the title, text, link and version number of a version of a document. The version
// number in edition.BasedOn is that of the master: for the master itself it is the new one, for another version
// the one on which it is based; "" is the current one. With current, the version is marked as up to date. With
// rewritten, its text was written for the present text of the master, even if it has been stored before.
func (s *Service) SaveDocumentEdition(
	ctx context.Context, by actor.Actor, slug consult.Slug, version Version,
	docID, editionID string, edition consult.Edition, current, rewritten bool,
) (d *Draft, err error) {
	defer fault.Wrap(&err, "save version %s of document %s of %s", editionID, docID, slug)
	return s.changeAs(ctx, by, slug, version, formChange, changeDocument(docID, editionID, edition, current, rewritten, ""))
}

// AutosaveDocumentEdition is SaveDocumentEdition while the officer is typing. A version that is out of date stays so
// until it is saved or marked.
func (s *Service) AutosaveDocumentEdition(
	ctx context.Context, by actor.Actor, slug consult.Slug, version Version, docID, editionID string, edition consult.Edition,
) (d *Draft, err error) {
	defer fault.Wrap(&err, "save version %s of document %s of %s while typing", editionID, docID, slug)
	_, all, err := s.DocumentEditions(ctx, by, slug)
	if err != nil {
		return nil, err
	}
	written := ""
	if shown := all[docID+"/"+editionID]; shown != nil {
		written = shown.WrittenFor
	}
	return s.changeAs(ctx, by, slug, version, typingChange, changeDocument(docID, editionID, edition, false, false, written))
}

// changeDocument returns the change of a version of a document. written is the text of the master for which a version was
// written that stays out of date, or "".
func changeDocument(
	docID, editionID string, edition consult.Edition, current, rewritten bool, written string,
) func(*Draft) ([]textSource, error) {
	edition.Text, edition.Link = strings.TrimSpace(edition.Text), strings.TrimSpace(edition.Link)
	edition.Title, edition.BasedOn = strings.TrimSpace(edition.Title), strings.TrimSpace(edition.BasedOn)
	return func(d *Draft) (sources []textSource, err error) {
		found, err := findDocumentEdition(d, docID, editionID)
		if err != nil {
			return nil, err
		}
		e, isMaster, basedOn := found.Edition(), found.Index == 0, edition.BasedOn
		changed := edition.Text != e.Text || edition.Link != e.Link
		if !isMaster && (changed || current || rewritten) {
			sources = []textSource{{documentKey(found.Document, e), edition.Text + edition.Link, cmp.Or(written, found.Master().Text)}}
		}
		if isMaster && basedOn != "" {
			found.Version = basedOn
		}
		if current || basedOn == "" {
			basedOn = found.Version
		}
		e.Title, e.Text, e.Link, e.BasedOn = edition.Title, edition.Text, edition.Link, basedOn
		return sources, nil
	}
}
