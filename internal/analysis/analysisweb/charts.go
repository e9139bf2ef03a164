package analysisweb

import (
	"bytes"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/analysis/resultview"
	"github.com/folkmoot/folkmoot/internal/chart"
	"github.com/folkmoot/folkmoot/internal/digest"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/picture"
)

// ogl is the licence of everything in a release.
const ogl = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"

var errChartNotFound = fault.New(fault.NotFound, "We cannot find that chart. The results page has links to all charts.")

// downloadChart serves a chart of a release as a file. Its address names the chart, the language of the interface and the format:
// reporting.en.svg. Everything in it comes from the stored release, so hidden numbers are in no file.
func (h *Handlers) downloadChart(w http.ResponseWriter, r *http.Request) error {
	n, err := parseReleaseNumber(r)
	if err != nil {
		return err
	}
	parts := strings.Split(r.PathValue("file"), ".")
	if len(parts) != 3 || !locale.Supports(parts[1]) || parts[2] != resultview.SVG && parts[2] != resultview.PNG {
		return errChartNotFound
	}
	name, words, format := parts[0], locale.For(parts[1]), parts[2]
	stored, err := h.service.Get(r.Context(), r.PathValue("slug"), n)
	if err != nil {
		return err
	}
	v := resultview.New(words, stored, stored.QuestionLang())
	c := v.FindChart(name)
	if c == nil {
		return errChartNotFound
	}
	council, address := h.CouncilName(r), h.SiteURL(r)+resultview.ReleasePath(stored.Consultation, stored.Number)
	key := digest.Labelled(stored.Checksum, r.PathValue("file"), council, address).Hex()
	file, err := h.chartFiles.Get(key, func() ([]byte, error) {
		var body bytes.Buffer
		err := writeChart(&body, c, format, chartFile(words, stored, c, council, address))
		return body.Bytes(), err
	})
	if err != nil {
		return err
	}
	header := w.Header()
	header.Set("Content-Type", map[string]string{resultview.SVG: "image/svg+xml", resultview.PNG: "image/png"}[format])
	header.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{
		"filename": stored.Consultation + "-" + strconv.FormatInt(stored.Number, 10) + "-" + r.PathValue("file")}))
	header.Set("Content-Language", words.Lang())
	header.Set("Cache-Control", "public, max-age=86400") // the numbers stay, but a later version may draw them better
	header.Set("ETag", `"`+digest.Labelled(string(file)).Hex()[:32]+`"`)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(file))
	return nil
}

func writeChart(to io.Writer, c *resultview.Chart, format string, file chart.File) error {
	if format == resultview.SVG {
		return c.WriteSVG(to, file)
	}
	return c.WritePNG(to, file)
}

// chartFile returns what the file of a chart says besides its figure.
func chartFile(words *locale.Printer, stored *analysis.StoredRelease, c *resultview.Chart, council, address string) chart.File {
	f := chart.File{Words: words, Heading: c.Heading, Lang: c.Lang}
	f.Notes = append(c.MarkNotes(words),
		words.Say("People chose whether to respond, so these figures describe the people who responded, not everyone in the area."),
		words.Say("Results of “%s”, release %d, %s", stored.Title, stored.Number, stored.ReleasedAt))
	f.About = picture.About{Creator: council, Source: address, Licence: ogl,
		Rights: words.Say("%s. You can use this chart under the Open Government Licence v3.0.", council)}
	return f
}
