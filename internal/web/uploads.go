package web

import (
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/place"
)

// NewUploads returns the list of files that were uploaded for a record. Their pages are below path.
func NewUploads(words PagePrinter, path string, found db.Page[*place.Import]) page.Uploads {
	v := page.Uploads{Pages: page.Neighbours(path, nil, found.Previous, found.Next)}
	for _, i := range found.Items {
		v.Files = append(v.Files, page.UploadedFile{
			Name: i.Name, Href: path + "/" + i.ID, Date: words.Date(i.At), State: i.State.Label().In(words.Printer),
		})
	}
	return v
}
