package actionweb

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"io"
	"net/http"

	"github.com/folkmoot/folkmoot/internal/action"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/sheet"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/strategy"
	"github.com/folkmoot/folkmoot/internal/web"
)

const sheetPath = "/staff/action-spreadsheet"

// sheetView is the page on which action plans are exported, and on which a changed file is checked and imported.
type sheetView struct {
	page.StaffView
	Back     page.Link
	Strategy form.Form // of the plan to download
	Upload   form.Form
	Checked  bool
	Same     string // how many rows have no difference
	Changes  []sheetChange
	Problems []string
	Content  string // the file, for the confirmation; "" if it cannot be imported
	Digest   string
}

type sheetChange struct {
	Line   int
	Title  string
	New    bool
	Fields []sheetField
}

// sheetField is a field with the words that change.
type sheetField struct {
	Label  string
	Pieces []edit.Piece
}

var sheetPage = page.New(files, "templates/sheet.html",
	sheetView{Back: page.Link{Text: "Actions", Href: "/staff/action-plan"},
		Strategy: form.Form{{Kind: form.Select, ID: "strategy", Name: "strategy", Label: "Strategy", LabelSize: "s", Optional: true,
			Options: []form.Option{{Value: "equality", Label: "Equality strategy"}}}},
		Upload: form.Form{{Kind: form.File, ID: "file", Name: "file", Label: "File", LabelSize: "s", Error: "Choose a file to upload."}}},
	sheetView{Back: page.Link{Text: "Actions", Href: "/staff/action-plan"}, Checked: true, Same: "3 rows without a change", Content: "H4s",
		Changes: []sheetChange{
			{2, "Train staff", false, []sheetField{{"Done by", edit.CompareWords("31 March 2027", "30 June 2027")}}},
			{3, "Open a centre", true, []sheetField{{"What we will do", edit.CompareWords("", "Open a centre")}}},
		}},
	sheetView{Back: page.Link{Text: "Actions", Href: "/staff/action-plan"}, Checked: true, Same: "No rows",
		Problems: []string{"Row 2, Done by: 31/31/2027"}},
	sheetView{Back: page.Link{Text: "Actions", Href: "/staff/action-plan"}, Checked: true, Same: "2 rows without a change"},
)

func (h *Handlers) sheet(w http.ResponseWriter, r *http.Request) error {
	return h.showSheet(w, r, http.StatusOK, sheetView{}, "")
}

// showSheet shows the page. wrong is what is wrong with the file.
func (h *Handlers) showSheet(w http.ResponseWriter, r *http.Request, status int, v sheetView, wrong string) error {
	p := page.Printer(r)
	v.Back = page.Link{Text: p.Say("Actions"), Href: action.Kind().Path}
	strategies := &form.Field{Kind: form.Select, ID: "strategy", Name: "strategy", Label: p.Say("Strategy"), LabelSize: "s", Optional: true}
	err := h.deps.DB.View(r.Context(), func(tx *db.Tx) error {
		all, err := strategy.Outlines(r.Context(), tx)
		strategies.Options = nil
		for _, s := range all {
			strategies.Options = append(strategies.Options, form.Option{Value: s.Slug, Label: s.Title})
		}
		return err
	})
	if err != nil {
		return err
	}
	v.Strategy = form.Form{strategies}
	v.Upload = form.Form{{Kind: form.File, ID: "file", Name: "file", Label: p.Say("CSV file or Excel workbook"), LabelSize: "s", Error: wrong}}
	return sheetPage.Write(w, r, status, v)
}

// downloadSheet sends an action plan as a workbook or a CSV file, while it is read.
func (h *Handlers) downloadSheet(w http.ResponseWriter, r *http.Request) error {
	rows := func(fn func(edit.SheetRow) error) error {
		return h.Service.EachSheetRow(r.Context(), site.Actor(r), r.FormValue("strategy"), fn)
	}
	kind, name, media := action.Kind(), "actions.xlsx", sheet.XLSX.MediaType()
	write := kind.WriteSheetXLSX
	if r.FormValue("format") == "csv" {
		name, media, write = "actions.csv", "text/csv; charset=utf-8", kind.WriteSheetCSV
	}
	return write(&web.Download{To: w, Name: name, Media: media}, rows)
}

// checkSheet shows what a file would change. Nothing is stored.
func (h *Handlers) checkSheet(w http.ResponseWriter, r *http.Request) error {
	_, _, content, err := web.ReadUploadForm(r, edit.MaxSheetFile)
	if err == nil && content == nil {
		err = fault.New(fault.Invalid, page.Printer(r).Say("Choose a file to upload."))
	}
	if err != nil {
		return h.refuseSheet(w, r, err)
	}
	return h.showCheck(w, r, http.StatusOK, content, "")
}

func (h *Handlers) refuseSheet(w http.ResponseWriter, r *http.Request, err error) error {
	if !fault.Is(err, fault.Invalid) && !fault.Is(err, fault.TooLarge) {
		return err
	}
	return h.showSheet(w, r, http.StatusUnprocessableEntity, sheetView{}, page.ErrorMessage(r, err))
}

// showCheck shows what a file would change.
func (h *Handlers) showCheck(w http.ResponseWriter, r *http.Request, status int, content []byte, wrong string) error {
	kind, p := action.Kind(), page.Printer(r)
	rows, err := kind.ReadSheet(content)
	if err != nil {
		return h.refuseSheet(w, r, err)
	}
	found, err := h.records.CheckSheet(r.Context(), site.Actor(r), &kind, rows)
	if err != nil {
		return err
	}
	var all []edit.Values
	for _, c := range found.Changes {
		all = append(all, c.Base, c.Row.Values)
	}
	offered, err := h.records.Offered(r.Context(), site.Actor(r), &kind, all...)
	if err != nil {
		return err
	}
	v := sheetView{Checked: true, Digest: found.Digest,
		Same: p.Count(int64(found.Same), "%d row without a change", "%d rows without a change")}
	for _, c := range found.Changes {
		one := sheetChange{Line: c.Row.Line, Title: c.Row.Values.Text(kind.Fields[0].Name), New: c.Base == nil}
		for _, f := range kind.SheetFields() {
			before, after := f.InWords(p, offered.Labels, c.Base), f.InWords(p, offered.Labels, c.Row.Values)
			if before != after {
				one.Fields = append(one.Fields, sheetField{p.Say(f.Label), edit.CompareWords(before, after)})
			}
		}
		v.Changes = append(v.Changes, one)
	}
	for _, x := range found.Problems {
		say := page.ErrorMessageIn(p, x.Err)
		if x.Field != nil {
			v.Problems = append(v.Problems, p.Say("Row %d, %s: %s", int64(x.Line), p.Say(x.Field.Label), say))
		} else {
			v.Problems = append(v.Problems, p.Say("Row %d: %s", int64(x.Line), say))
		}
	}
	if len(v.Problems) == 0 && len(v.Changes) > 0 {
		if v.Content, err = pack(content); err != nil {
			return err
		}
	}
	return h.showSheet(w, r, status, v, wrong)
}

// importSheet stores the changes that were shown as drafts and submits them for approval.
func (h *Handlers) importSheet(w http.ResponseWriter, r *http.Request) error {
	content, err := unpack(r.PostFormValue("content"))
	if err != nil {
		return h.refuseSheet(w, r, err)
	}
	kind := action.Kind()
	rows, err := kind.ReadSheet(content)
	if err != nil {
		return h.refuseSheet(w, r, err)
	}
	n, err := h.records.ImportSheet(r.Context(), site.Actor(r), &kind, rows, r.PostFormValue("digest"))
	if fault.Is(err, fault.Conflict) {
		return h.showCheck(w, r, http.StatusConflict, content, page.ErrorMessage(r, err))
	}
	if err != nil {
		return err
	}
	h.deps.SetNotice(r, page.Printer(r).Count(int64(n), "%d change was submitted for approval.", "%d changes were submitted for approval."))
	return site.Redirect(w, r, kind.Path)
}

// pack returns a file as text for a hidden field.
func pack(content []byte) (string, error) {
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	if _, err := z.Write(content); err != nil {
		return "", err
	}
	if err := z.Close(); err != nil {
		return "", err
	}
	return base64.StdEncoding.EncodeToString(out.Bytes()), nil
}

func unpack(text string) ([]byte, error) {
	damaged := fault.New(fault.Invalid, "Choose a file to upload.")
	packed, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil, damaged
	}
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, damaged
	}
	content, err := io.ReadAll(io.LimitReader(z, edit.MaxSheetFile+1))
	if err != nil || len(content) > edit.MaxSheetFile {
		return nil, damaged
	}
	return content, nil
}
