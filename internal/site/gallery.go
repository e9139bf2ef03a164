package site

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/folkmoot/folkmoot/internal/page"
)

// GalleryItem is a page with examples.
type GalleryItem = page.Exampled

const galleryPath = "/gallery"

// AddToGallery adds pages to the gallery, which shows developers and designers every page in every state.
func (s *Site) AddToGallery(pages ...GalleryItem) { s.galleryItems = append(s.galleryItems, pages...) }

// galleryView is the view of gallery.html.
type galleryView struct{ Pages []galleryEntry }

type galleryEntry struct {
	Name   string
	States []page.Link
}

func (galleryView) NoIndex() bool { return true }

var galleryIndex = page.New(
	templateFiles,
	"templates/gallery.html",
	galleryView{
		Pages: []galleryEntry{{"partsView", []page.Link{{Text: "State 1", Href: "/gallery/0/0"}, {Text: "State 2", Href: "/gallery/0/1"}}}},
	},
)

// gallery serves /gallery and /gallery/PAGE/STATE.
func (s *Site) gallery(w http.ResponseWriter, r *http.Request) {
	pages := append([]GalleryItem{page.PartsPage, page.ChartsPage, errorPage}, s.galleryItems...)
	if r.URL.Path == galleryPath {
		var v galleryView
		for i, p := range pages {
			entry := galleryEntry{Name: p.Name()}
			for j := range p.ExamplesIn(nil) {
				entry.States = append(entry.States, page.Link{Text: fmt.Sprintf("State %d", j+1), Href: fmt.Sprintf("%s/%d/%d", galleryPath, i, j)})
			}
			v.Pages = append(v.Pages, entry)
		}
		if err := galleryIndex.Write(w, r, http.StatusOK, v); err != nil {
			s.writeError(w, r, err)
		}
		return
	}
	number, state, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, galleryPath+"/"), "/")
	i, err := strconv.Atoi(number)
	if err != nil || i < 0 || i >= len(pages) {
		s.writeError(w, r, errPageNotFound)
		return
	}
	examples := pages[i].ExamplesIn(page.Printer(r))
	j, err := strconv.Atoi(state)
	if err != nil || j < 0 || j >= len(examples) {
		s.writeError(w, r, errPageNotFound)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	if err := page.Send(w, r, http.StatusOK, []byte(examples[j])); err != nil {
		s.log().InfoContext(r.Context(), "gallery", "err", err)
	}
}
