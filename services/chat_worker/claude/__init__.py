"""The Messages API through the official SDK: `params` is what is asked, `reading` what is answered, `calls` the two."""
