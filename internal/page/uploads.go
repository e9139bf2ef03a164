package page

// Uploads are the form that uploads a file and the files that were uploaded before, for the part "uploads".
type Uploads struct {
	Hint, Accept, Error string
	Files               []UploadedFile
	Pages               Pagination
}

// UploadedFile is a file that was uploaded, with the page on which it is imported.
type UploadedFile struct{ Name, Href, Date, State string }

// WhyCorrected is the field that asks why published figures are corrected, for the part "why-corrected".
type WhyCorrected struct {
	Asked        bool // otherwise there is no field
	Value, Error string
	Max          int // characters
}
