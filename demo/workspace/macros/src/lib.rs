//! A derive macro of the workspace's own.
use proc_macro::TokenStream;
use quote::quote;

#[proc_macro_derive(Describe)]
pub fn describe(input: TokenStream) -> TokenStream {
    let input = syn::parse_macro_input!(input as syn::DeriveInput);
    let name = &input.ident;
    let text = name.to_string();
    quote! {
        impl #name {
            pub fn describe() -> &'static str {
                #text
            }
        }
    }
    .into()
}
