"""Read spreadsheets of coded segments, as Dedoose, NVivo, MAXQDA, ATLAS.ti and Taguette export them."""
