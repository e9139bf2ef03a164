package recordweb

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/record"
)

const pageSize = 50 // entries per page

// recordView is the data of the page of one epoch, which the page calls a part.
type recordView struct {
	Part       string // "" if the record has only one part
	Size       string
	Root       string
	Origin     string
	Key        string
	Checkpoint string     // the signed text; "" before the first entry
	TilesURL   string     // see tilesURL
	Parts      []epochRow // empty if the record has only one part
	Entries    []entryRow
	OlderURL   string // "" on the last page
	NewestURL  string // "" on the first page
}

// Contents returns the links to the parts of the page.
func (v recordView) Contents() []page.Link {
	return []page.Link{
		{Text: locale.Key("Current status"), Href: "#status"}, {Text: locale.Key("How to check a receipt"), Href: "#check"},
		{Text: locale.Key("Entries, newest first"), Href: "#entries"},
	}
}

// epochRow is an epoch in the list of parts.
type epochRow struct {
	Name, Link string
	Current    bool // this page shows it
	Summary    string
	Lost       string
}

// entryRow is a row of the table of entries.
type entryRow struct {
	ID, Number, Event string
	Subject           subject
	Link              string // to the receipt
}

var recordPage = page.New(
	files,
	"templates/record.html",
	recordView{Size: "no entries", Root: "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", Origin: "consult.example.org/record",
		Key: "consult.example.org/record+00000000+example", TilesURL: "/record"},
	recordView{
		Part:       "Part 2",
		Size:       "1,201 entries",
		Root:       "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
		Origin:     "consult.example.org/record/epoch-2",
		Key:        "consult.example.org/record/epoch-2+00000000+example",
		Checkpoint: "consult.example.org/record/epoch-2\n1201\n…\n",
		TilesURL:   "/record/epoch-2",
		Parts: []epochRow{
			{
				"Part 1",
				"/record?part=1",
				false,
				"It has 300 entries and is closed.",
				"Entries 301 to 309 (9 in total) were signed but have been lost.",
			},
			{"Part 2", "/record?part=2", true, "It has 1,201 entries and is still open.", ""},
		},
		Entries: []entryRow{
			{"1201", "1,201", "A response was received", exampleSubject, "/receipts/AAAA"},
			{
				"1200", "1,200", "The consultation was published, opened, extended or closed, or its outcome was reported",
				exampleSubject, "/receipts/BBBB",
			},
			{
				"1", "1", "A new part of the record was started because entries in an earlier part were lost",
				subject{Name: "Part 1"}, "/receipts/CCCC",
			},
		},
		OlderURL:  "/record?before=1199",
		NewestURL: "/record",
	},
)

func (h *Handlers) showRecord(w http.ResponseWriter, r *http.Request) error {
	part, err := queryNumber(r, "part")
	if err != nil {
		return err
	}
	before, err := queryNumber(r, "before")
	if err != nil {
		return err
	}
	var view recordView
	err = h.db.View(r.Context(), func(tx *db.Tx) error {
		all, err := record.PublicEpochs(r.Context(), tx)
		if err != nil {
			return err
		}
		number := part
		if number < 0 {
			number = int64(len(all))
		}
		if number < 1 || number > int64(len(all)) {
			return fault.New(fault.NotFound, "We cannot find that part of the public record. Go to the first page of the public record.")
		}
		e := all[number-1]
		end := before
		if end < 0 || end > e.Size {
			end = e.Size
		}
		view = newRecordView(page.Printer(r), e, all)
		note, err := record.Checkpoint(r.Context(), tx, e.Number)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		view.Checkpoint = string(note)
		list, err := record.Entries(r.Context(), tx, e.Number, end, pageSize)
		if err != nil {
			return err
		}
		subjects := map[string]subject{}
		for _, at := range list {
			key := subjectKey(at.Leaf)
			if _, ok := subjects[key]; ok {
				continue
			}
			if subjects[key], err = h.findSubject(r, tx, at.Leaf); err != nil {
				return err
			}
		}
		view.addEntries(page.Printer(r), e, list, end, subjects)
		return nil
	})
	if err != nil {
		return err
	}
	return recordPage.Write(w, r, http.StatusOK, view)
}

// queryNumber returns a query parameter that is a number, or -1 if it is not set.
func queryNumber(r *http.Request, name string) (int64, error) {
	text := r.URL.Query().Get(name)
	if text == "" {
		return -1, nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 {
		return 0, fault.New(fault.NotFound, "We cannot find that page of the public record. Go to the first page of the public record.")
	}
	return n, nil
}

// newRecordView returns the page of e without its entries. all are all epochs.
func newRecordView(words *locale.Printer, e record.Epoch, all []record.Epoch) recordView {
	view := recordView{Size: entryCount(words, e.Size), Root: e.Root.String(), Origin: e.Origin, Key: e.Key, TilesURL: tilesURL(e.Number)}
	if e.Size == 0 {
		view.Size = words.Say("no entries")
	}
	if len(all) == 1 {
		return view
	}
	view.Part = words.Say("Part %d", e.Number)
	for _, other := range all {
		row := epochRow{
			Name:    words.Say("Part %d", other.Number),
			Link:    fmt.Sprintf("/record?part=%d", other.Number),
			Current: other.Number == e.Number,
			Summary: words.Count(other.Size, "It has %d entry and is still open.", "It has %d entries and is still open."),
			Lost:    lossSentence(words, other),
		}
		if other.Ended() {
			row.Summary = words.Count(other.Size, "It has %d entry and is closed.", "It has %d entries and is closed.")
		}
		view.Parts = append(view.Parts, row)
	}
	return view
}

// addEntries adds list, the entries of e with an index less than before, and the
// links to the pages before and after them. subjects has the subject of each.
func (v *recordView) addEntries(
	words *locale.Printer,
	e record.Epoch,
	list []record.Entry,
	before int64,
	subjects map[string]subject,
) {
	for _, at := range list {
		v.Entries = append(v.Entries, entryRow{
			ID:      strconv.FormatInt(at.Index+1, 10),
			Number:  words.Number(at.Index + 1),
			Event:   eventLabel(words, at.Leaf.Kind),
			Subject: subjects[subjectKey(at.Leaf)],
			Link:    "/receipts/" + at.Leaf.Code(),
		})
	}
	self := "/record?"
	if v.Part != "" {
		self += fmt.Sprintf("part=%d&", e.Number)
	}
	if n := len(list); n > 0 && list[n-1].Index > 0 {
		v.OlderURL = fmt.Sprintf("%sbefore=%d", self, list[n-1].Index)
	}
	if before < e.Size {
		v.NewestURL = strings.TrimRight(self, "?&")
	}
}
