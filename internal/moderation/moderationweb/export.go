package moderationweb

import (
	"cmp"
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"strconv"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/export"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

// formatNames are the formats of an export, in English.
var formatNames = map[export.Format][2]string{
	export.Workbook: {
		locale.Key("Excel workbook"), locale.Key("With labels, codes, an explanation of every column, and letters and events."),
	},
	export.OpenBook: {
		locale.Key("OpenDocument spreadsheet"), locale.Key("The same as the Excel workbook, for programs such as LibreOffice."),
	},
	export.CSV: {locale.Key("CSV with labels"), locale.Key("For spreadsheet programs.")},
	export.PackageZIP: {
		locale.Key("Data package for R, SPSS and Python (ZIP)"),
		locale.Key("CSV with numbers, the labels and missing values, and a program for each that reads them. For internal use."),
	},
	export.MachineCSV: {locale.Key("CSV with codes"), locale.Key("For statistics programs, and to import again.")},
	export.JSONLines:  {locale.Key("JSON Lines"), locale.Key("For programs, one response on each line.")},
	export.RepetitionsCSV: {
		locale.Key("CSV with a row for each repetition"),
		locale.Key("Pages that are repeated, such as for each child: one row for each child, with codes."),
	},
	export.PlacesGeoJSON: {
		locale.Key("Places on maps (GeoJSON)"), locale.Key("For programs that draw maps, one feature for each pin, line or area."),
	},
	export.LettersCSV: {
		locale.Key("Letters, petitions and events (CSV)"),
		locale.Key("Including those that may not be published, with the names and digital fingerprints of their files."),
	},
	export.FilesZIP: {
		locale.Key("Files that respondents attached (ZIP)"),
		locale.Key("With a list of the files, their responses and their digital fingerprints. They can contain names and viruses."),
	},
	export.LettersJSONLines: {locale.Key("Letters, petitions and events (JSON Lines)"), locale.Key("For programs, one on each line.")},
}

// showExportForm asks for what is exported and why. problem is what is wrong with the reason, or with the confirmation that
// files can contain viruses.
func (h *Handlers) showExportForm(w http.ResponseWriter, r *http.Request, status int, problem, scan string) error {
	p, slug := page.Printer(r), r.PathValue("slug")
	hasFiles, err := h.hasFiles(r)
	if err != nil {
		return err
	}
	chosen := cmp.Or(r.PostFormValue("format"), string(export.Workbook))
	var formats []form.Option
	for _, f := range export.Formats {
		if f == export.FilesZIP && !hasFiles {
			continue
		}
		formats = append(formats, form.Option{
			Value: string(f), Label: p.Say(formatNames[f][0]), Hint: p.Say(formatNames[f][1]), Checked: string(f) == chosen,
		})
	}
	view := purposeView{Back: web.BackToConsultation(r, slug), Action: staffURL(slug, "export"), Heading: p.Say("Export responses"),
		Intro: p.Say(
			"The file contains people’s answers word for word. It shows your account, the time and your reason for exporting it. " +
				"You are responsible for the file once you have downloaded it.",
		), Button: p.Say("Download file"), Fields: form.Form{
			purposeField(p, r, problem),
			{Kind: form.Radios, ID: "format", Name: "format", Label: p.Say("Format"), LabelSize: "s", Options: formats},
		}}
	if site.Actor(r).May(actor.ReadMonitoring) {
		view.Fields = append(
			view.Fields,
			&form.Field{Kind: form.Checkboxes, ID: "monitoring", Name: "monitoring", Label: p.Say("Equality monitoring answers"), LabelSize: "s",
				Options: []form.Option{{Value: "yes", Label: p.Say("Include in the file"), Checked: r.PostFormValue("monitoring") == "yes"}}},
		)
	}
	if hasFiles {
		view.Fields = append(view.Fields, &form.Field{Kind: form.Checkboxes, ID: "knows", Name: "knows", LabelSize: "s",
			Label: p.Say("Files that respondents attached"), Error: scan, Options: []form.Option{{Value: "yes", ID: "knows",
				Label: p.Say("I know that files can contain viruses, also if they were checked"), Checked: r.PostFormValue("knows") == "yes"}}})
	}
	many, err := h.hasMany(r)
	if err != nil {
		return err
	}
	if many {
		address, _, err := h.fileKey(w, r)
		if err != nil {
			return err
		}
		view.Button = p.Say("Prepare file")
		view.Fields = append(view.Fields, &form.Field{Kind: form.Hidden, ID: fileField, Name: fileField, Value: address})
	}
	return h.showPurpose(w, r, status, view)
}

func (h *Handlers) exportForm(w http.ResponseWriter, r *http.Request) error {
	return h.showExportForm(w, r, http.StatusOK, "", "")
}

// export sends the file, or has it prepared if there are many responses.
func (h *Handlers) export(w http.ResponseWriter, r *http.Request) error {
	slug, by := r.PathValue("slug"), site.Actor(r)
	q := export.Request{
		Format: export.Format(r.PostFormValue("format")), Why: r.PostFormValue("purpose"), Monitoring: r.PostFormValue("monitoring") == "yes",
	}
	if err := q.Check(by); fault.Is(err, fault.Invalid) {
		return h.showExportForm(w, r, http.StatusUnprocessableEntity, page.ErrorMessage(r, err), "")
	} else if err != nil {
		return err
	}
	if q.Format == export.FilesZIP {
		return h.sendFiles(w, r, q)
	}
	many, err := h.hasMany(r)
	if err != nil {
		return err
	}
	if many {
		return h.prepareFile(w, r, q)
	}
	write, err := h.exports().Prepare(r.Context(), by, slug, q)
	if err != nil {
		return err
	}
	return sendFile(w, q.Format, exportName(slug), write)
}

func (h *Handlers) exports() *export.Service {
	return &export.Service{DB: h.DB, Intake: h.service.Intake}
}

func exportName(slug string) string { return "responses-" + slug }

// sendFile writes a file that was exported. The file is complete before it is sent, because
// half a file would look like a whole one. It is kept in a temporary file that has no name any
// more, not in memory.
func sendFile(w http.ResponseWriter, format export.Format, name string, write func(io.Writer) error) error {
	file, size, err := temporaryFile(write)
	if err != nil {
		return err
	}
	defer file.Close()
	setFileHeader(w, format, name, size)
	_, err = io.Copy(w, file)
	return err
}

// temporaryFile returns a file without a name that write has written, at its beginning.
func temporaryFile(write func(io.Writer) error) (_ *os.File, size int64, err error) {
	file, err := os.CreateTemp("", "folkmoot-export-*")
	if err != nil {
		return nil, 0, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, file.Close())
		}
	}()
	if err := os.Remove(file.Name()); err != nil {
		return nil, 0, err
	}
	if err := write(file); err != nil {
		return nil, 0, err
	}
	if size, err = file.Seek(0, io.SeekCurrent); err != nil {
		return nil, 0, err
	}
	_, err = file.Seek(0, io.SeekStart)
	return file, size, err
}

func setFileHeader(w http.ResponseWriter, format export.Format, name string, size int64) {
	mediaType, ending := format.MediaType()
	head := w.Header()
	head.Set("Content-Type", mediaType)
	head.Set("Content-Length", strconv.FormatInt(size, 10))
	head.Set("Content-Disposition", `attachment; filename="`+name+`.`+ending+`"`)
	head.Set("Cache-Control", "no-store")
}

// hasFiles reports whether respondents attached files.
func (h *Handlers) hasFiles(r *http.Request) (has bool, err error) {
	err = h.DB.View(r.Context(), func(tx *db.Tx) error {
		has, err = intake.HasFiles(r.Context(), tx, r.PathValue("slug"))
		return err
	})
	return has, err
}

// maxFileExports is how many archives of files a server sends at once.
const maxFileExports = 2

var errFileExports = fault.New(fault.Busy, "Other officers are downloading files at the moment. Try again in a few minutes.")

// sendFiles sends the files that respondents attached as they are read. An archive that breaks off has no list at its end,
// and no program opens it as a whole one.
func (h *Handlers) sendFiles(w http.ResponseWriter, r *http.Request, q export.Request) error {
	if h.sending.Add(1) > maxFileExports {
		h.sending.Add(-1)
		return errFileExports
	}
	defer h.sending.Add(-1)
	slug := r.PathValue("slug")
	write, err := h.exports().PrepareFiles(r.Context(), site.Actor(r), slug, q, r.PostFormValue("knows") == "yes")
	if errors.Is(err, export.ErrNotScanned) {
		return h.showExportForm(w, r, http.StatusUnprocessableEntity, "", page.ErrorMessage(r, err))
	}
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), maxDownload) // longer than other requests may take
	defer cancel()
	if err := site.AllowTime(w, h.Now().Add(maxDownload)); err != nil {
		return err
	}
	head := w.Header()
	head.Set("Content-Type", "application/zip")
	head.Set("Content-Disposition", `attachment; filename="files-`+slug+`.zip"`)
	head.Set("Cache-Control", "no-store")
	return write(ctx, w)
}
