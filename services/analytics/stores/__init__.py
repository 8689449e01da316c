"""MongoDB: `facts` keeps what is known of each conversation, `days` what is counted from it."""
