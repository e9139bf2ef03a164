package builder

import (
	"slices"
	"strings"

	"golang.org/x/text/language"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// DocumentNotFound returns the error for a document that the draft does not have.
func DocumentNotFound() error {
	return fault.New(fault.NotFound, "This document no longer exists. Go back to the list of documents.")
}

// AddDocument adds a document with an empty original text in English and returns its id.
func AddDocument(def *consult.Definition, title string, kind consult.DocumentKind) (string, error) {
	title = strings.TrimSpace(title)
	if title == "" {
		return "", fault.New(fault.Invalid, "Enter a title for the document.")
	}
	var taken []string
	for _, doc := range def.Documents {
		taken = append(taken, doc.ID)
	}
	id := UniqueID(IDFrom(title, "document"), taken)
	def.Documents = append(def.Documents, consult.Document{ID: id, Title: title, Kind: kind, Version: "1",
		Editions: []consult.Edition{{Format: consult.Standard, Lang: "en", BasedOn: "1"}}})
	return id, nil
}

// AddDocumentEdition adds an empty version of a document and returns the id of the version.
func AddDocumentEdition(def *consult.Definition, doc string, format consult.Format, lang string) (string, error) {
	found, ok := def.Document(doc)
	if !ok {
		return "", DocumentNotFound()
	}
	tag, err := language.Parse(strings.TrimSpace(lang))
	if err != nil || tag == language.Und {
		return "", fault.New(fault.Invalid, "Enter a language code, like en, gu or zh-Hant.")
	}
	formats := []consult.Format{
		consult.Standard, consult.EasyRead, consult.LargePrint, consult.Translation, consult.SignedVideo,
	}
	if !slices.Contains(formats, format) {
		return "", fault.New(fault.Invalid, "Select a format from the list.")
	}
	e := consult.Edition{Format: format, Lang: tag.String(), BasedOn: found.Version}
	if slices.ContainsFunc(found.Editions, func(other consult.Edition) bool { return other.ID() == e.ID() }) {
		return "", fault.New(fault.Invalid, "This document already has a version in that format or language.")
	}
	found.Editions = append(found.Editions, e)
	return e.ID(), nil
}

// RemoveDocumentEdition removes a version of a document or, if edition is "", the whole document. The
// original cannot be removed on its own.
func RemoveDocumentEdition(def *consult.Definition, doc, edition string) error {
	found, ok := def.Document(doc)
	if !ok {
		return DocumentNotFound()
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
