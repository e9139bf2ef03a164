package moderationweb

import (
	"errors"
	"net/http"
	"net/url"

	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/moderation"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

// respondentFile is a file that came with a response.
type respondentFile struct {
	ID, URL, Question, Name, Kind, Size, Digest, State string
	Confirm                                            bool   // it was not checked for viruses
	Error                                              string // "" if there is none
}

// respondentFiles returns the files of a response whose page has the address self.
func respondentFiles(p *locale.Printer, detail *moderation.ResponseDetail, self string) (all []respondentFile) {
	for _, f := range detail.Files {
		one := respondentFile{
			ID: f.ID, URL: self + "/files/" + url.PathEscape(f.ID), Name: f.Name, Kind: web.FileKind(p, f.Type),
			Size: web.FileSize(p, f.Size), Digest: f.Digest, State: p.Say("Checked for viruses"), Confirm: !f.Scanned,
		}
		if one.Confirm {
			one.State = p.Say("Not checked for viruses")
		}
		if q, _ := detail.Questionnaire.Question(f.Question); q != nil {
			one.Question = q.Text
		}
		all = append(all, one)
	}
	return all
}

// responseFile sends a file that came with a response. It is only ever offered for download.
func (h *Handlers) responseFile(w http.ResponseWriter, r *http.Request) error {
	id, file := r.PathValue("id"), r.PathValue("file")
	f, err := h.service.ResponseFile(r.Context(), site.Actor(r), r.PathValue("slug"), id, file, r.PostFormValue("knows") == "yes")
	if errors.Is(err, moderation.ErrNotScanned) {
		return h.showResponse(w, r, http.StatusUnprocessableEntity, "file "+file, page.ErrorMessage(r, err))
	}
	if err != nil {
		return err
	}
	web.SetDownload(w, f.Name, "application/octet-stream", f.Size)
	return intake.WriteFile(r.Context(), h.DB, f, w)
}
